using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Gadgets;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Circuits;

/// <summary>The part of a partition's circuit that belongs to one challenge (porep.md 8.5, 7).</summary>
internal sealed class ChallengeSynthesis(
    ConstraintSystem system, Bit[] replicaId, Number commD, Number commRLast, Number commC, VanillaProof proof)
{
    private const int ChallengeBits = 64, LayerBits = 32, HeadBits = 512;

    public void Run()
    {
        Number dataLeaf = Number.Allocate(system, Fr.Read(proof.CommD.Leaf.Span));
        MerkleGadget.RequireInDataTree(system, dataLeaf, proof.CommD, commD);
        Number[][] parents = [.. proof.DrgParents.Concat(proof.ExpanderParents).Select(ColumnOf)];
        Bit[] challenge = new Bit[ChallengeBits];
        for (int i = 0; i < challenge.Length; i++) challenge[i] = Bit.Allocate(system, ((ulong)proof.Challenge >> i & 1) != 0);
        Number.PackIntoInput(system, challenge);
        Number[] labels = new Number[parents[0].Length];
        for (int layer = 1; layer <= labels.Length; layer++) labels[layer - 1] = Label(layer, challenge, parents);
        Number encoded = Number.Add(system, labels[^1], dataLeaf);
        MerkleGadget.RequireInPoseidonTree(system, encoded, proof.CommRLast, commRLast);
        MerkleGadget.RequireInPoseidonTree(system, PoseidonGadget.Hash(system, labels), proof.Column.Inclusion, commC);
    }

    /// <summary>The labels of a parent, which are in TreeC.</summary>
    private Number[] ColumnOf(ColumnProof column)
    {
        Number[] rows = new Number[column.Rows.Length / Fr.Size];
        for (int i = 0; i < rows.Length; i++) rows[i] = Number.Allocate(system, Fr.Read(column.Label(i + 1)));
        MerkleGadget.RequireInPoseidonTree(system, PoseidonGadget.Hash(system, rows), column.Inclusion, commC);
        return rows;
    }

    private Number Label(int layer, Bit[] challenge, Number[][] parents)
    {
        // Bits are made anew for every layer: base parents of this one, expander parents of the one below.
        int known = layer == 1 ? SectorGraph.BaseDegree : SectorGraph.Degree;
        Bit[][] bits = new Bit[known][];
        for (int i = 0; i < known; i++)
            bits[i] = BitOrder.MessageBits(system, parents[i][i < SectorGraph.BaseDegree ? layer - 1 : layer - 2]);
        List<Bit> message = [.. replicaId];
        for (int i = LayerBits - 1; i >= 0; i--) message.Add(Bit.Constant((layer >> i & 1) != 0));
        message.AddRange(challenge.Reverse());
        while (message.Count < HeadBits) message.Add(Bit.Constant(false));
        for (int slot = 0; slot < SectorGraph.LabelParents; slot++) message.AddRange(bits[LabelMessage.ParentOfSlot((uint)layer, slot)]);
        return BitOrder.NumberOf(system, Sha256Gadget.Hash(system, message.ToArray()));
    }
}
