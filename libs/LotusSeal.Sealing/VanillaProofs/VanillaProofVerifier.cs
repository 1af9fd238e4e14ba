using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Checks vanilla proofs from the definitions (porep.md 7.2). Thread-safe.</summary>
/// <remarks>Hashes in managed code on purpose: a fault of the backend that sealed the sector shows here.</remarks>
internal sealed class VanillaProofVerifier(PoRepConfig config, Digest replicaId, CommD commD, CommR commR)
{
    private readonly GraphSeeds _graph = SectorGraph.SeedsOf(config);
    private readonly DataPathVerifier _dataPaths = new(config);
    private readonly PoseidonHasher _columnHasher = new(config.Layers);
    private readonly CompoundPathVerifier _compoundPaths = new(config);

    /// <summary>The first thing that does not hold, or null.</summary>
    public ProofFault? Verify(VanillaProof proof, uint challenge)
    {
        Digest commC = proof.Column.Inclusion.Root, commRLast = proof.CommRLast.Root;
        if (!ReplicaRoots.HashTo(commR, commC, commRLast))
            return new ProofFault(ProofPart.Commitment, challenge, "comm_c and comm_r_last do not hash to CommR");
        return VerifyParents(proof, challenge, commC) ?? VerifyData(proof, challenge) ?? VerifyReplica(proof, challenge)
            ?? VerifyLabels(proof, challenge) ?? VerifyEncoding(proof, challenge);
    }

    private static bool IsCanonical(Digest digest) => Fr.IsCanonical(digest.Span);

    private ProofFault? VerifyData(VanillaProof proof, uint challenge) => _dataPaths.FindFault(proof.CommD, challenge, commD) is { } reason
        ? new ProofFault(ProofPart.TreeDPath, challenge, $"the TreeD path {reason}")
        : null;

    private ProofFault? VerifyReplica(VanillaProof proof, uint challenge) => _compoundPaths.FindFault(proof.CommRLast, challenge) is { } reason
        ? new ProofFault(ProofPart.TreeRLastPath, challenge, $"the TreeRLast path {reason}")
        : null;

    private ProofFault? VerifyParents(VanillaProof proof, uint challenge, Digest commC)
    {
        Span<uint> parents = stackalloc uint[SectorGraph.Degree];
        new ParentGenerator(_graph).Generate(challenge, parents);
        if (VerifyColumn(proof.Column, challenge, commC) is { } own) return own;
        for (int i = 0; i < parents.Length; i++)
        {
            ColumnProof column = i < SectorGraph.BaseDegree ? proof.DrgParents[i] : proof.ExpanderParents[i - SectorGraph.BaseDegree];
            if (VerifyColumn(column, parents[i], commC) is { } fault) return fault;
        }
        return null;
    }

    private ProofFault? VerifyColumn(ColumnProof column, uint node, Digest commC)
    {
        if (column.Index != node) return new ProofFault(ProofPart.Challenge, node, $"the column of node {node} says it is of node {column.Index}");
        if (column.Inclusion.Root != commC) return new ProofFault(ProofPart.ColumnPath, node, $"the TreeC path of node {node} has another root");
        if (_compoundPaths.FindFault(column.Inclusion, node) is { } reason)
            return new ProofFault(ProofPart.ColumnPath, node, $"the TreeC path of node {node} {reason}");
        Span<byte> hash = stackalloc byte[Digest.Size];
        for (int layer = 1; layer <= config.Layers; layer++)
        {
            if (!Fr.IsCanonical(column.Label(layer)))
                return new ProofFault(ProofPart.Label, node, $"the label of node {node} in layer {layer} is not a field element", layer);
        }
        _columnHasher.Hash(column.Rows, hash);
        return hash.SequenceEqual(column.Inclusion.Leaf.Span)
            ? null
            : new ProofFault(ProofPart.ColumnHash, node, $"the labels of node {node} do not hash to its TreeC leaf");
    }

    private ProofFault? VerifyLabels(VanillaProof proof, uint challenge)
    {
        Span<byte> message = stackalloc byte[LabelMessage.Size], label = stackalloc byte[Digest.Size];
        for (int layer = 1; layer <= config.Layers; layer++)
        {
            LabelingProof expected = LabelingProof.FromColumns((uint)layer, challenge, proof.DrgParents, proof.ExpanderParents);
            if (!Same(proof.Labelings[layer - 1], expected))
                return new ProofFault(ProofPart.Label, challenge, $"the labeling proof of layer {layer} has other parents than the columns", layer);
            LabelMessage.WriteHeader(replicaId.Span, (uint)layer, message);
            LabelMessage.WriteNode(challenge, message);
            expected.Parents.CopyTo(message[LabelMessage.HeaderSize..]);
            Sha254.Hash(message, label);
            if (!label.SequenceEqual(proof.Column.Label(layer)))
                return new ProofFault(ProofPart.Label, challenge,
                    $"the label of node {challenge} in layer {layer} does not follow from its parents", layer);
        }
        return Same(proof.Encoding, proof.Labelings[^1])
            ? null
            : new ProofFault(ProofPart.Encoding, challenge, "the encoding proof differs from the last labeling proof");
    }

    private ProofFault? VerifyEncoding(VanillaProof proof, uint challenge)
    {
        if (!IsCanonical(proof.CommD.Leaf)) return new ProofFault(ProofPart.Encoding, challenge, "the data is not a field element");
        Span<byte> replica = stackalloc byte[Digest.Size];
        Fr.AddCanonical(proof.Column.Label(config.Layers), proof.CommD.Leaf.Span, replica);
        return replica.SequenceEqual(proof.CommRLast.Leaf.Span)
            ? null
            : new ProofFault(ProofPart.Encoding, challenge, $"the replica of node {challenge} is not its label plus its data");
    }

    private static bool Same(LabelingProof left, LabelingProof right) =>
        left.LayerIndex == right.LayerIndex && left.Node == right.Node && left.Parents.AsSpan().SequenceEqual(right.Parents);
}
