using System.Text;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Writes a Commit1 output as the reference does, byte for byte (porep.md 7.3).</summary>
internal sealed class Commit1JsonWriter
{
    private readonly Commit1Text _text = new();
    private readonly PoRepConfig _config;
    private readonly int _baseLevels;

    private Commit1JsonWriter(PoRepConfig config)
    {
        _config = config;
        _baseLevels = SectorTrees.BaseLevels(config);
    }

    /// <summary>The form handed to Lotus, or the inner form when the shape has no registered proof.</summary>
    public static byte[] Write(Commit1Output output)
    {
        Commit1JsonWriter writer = new(output.Config);
        writer.WriteOutput(output);
        return writer._text.ToArray();
    }

    private void WriteOutput(Commit1Output output)
    {
        _text.Raw("{"u8);
        if (_config.RegisteredProof is { } proof)
        {
            _text.Raw("\"registered_proof\":\""u8).Raw(Encoding.ASCII.GetBytes(proof.ToString()))
                .Raw("\",\"vanilla_proofs\":{\""u8).Raw(Encoding.ASCII.GetBytes(RegisteredProofNames.ShapeName(proof))).Raw("\":"u8);
            WritePartitions(output).Raw("}"u8);
        }
        else
        {
            _text.Raw("\"vanilla_proofs\":"u8);
            WritePartitions(output);
        }
        _text.Raw(",\"comm_r\":"u8).Node(output.CommR.Span)
            .Raw(",\"comm_d\":"u8).Node(output.CommD.Span)
            .Raw(",\"replica_id\":"u8).Node(output.ReplicaId.Span)
            .Raw(",\"seed\":"u8).Node(output.Seed.Span)
            .Raw(",\"ticket\":"u8).Node(output.Ticket.Span).Raw("}"u8);
    }

    private Commit1Text WritePartitions(Commit1Output output) => _text.Array(output.Partitions, proofs => _text.Array(proofs, WriteProof));

    private void WriteProof(VanillaProof proof)
    {
        _text.Raw("{\"comm_d_proofs\":"u8);
        WriteSinglePath(proof.CommD);
        _text.Raw(",\"comm_r_last_proof\":"u8);
        WriteCompoundPath(proof.CommRLast);
        _text.Raw(",\"replica_column_proofs\":{\"c_x\":"u8);
        WriteColumn(proof.Column);
        _text.Raw(",\"drg_parents\":"u8).Array(proof.DrgParents, WriteColumn)
            .Raw(",\"exp_parents\":"u8).Array(proof.ExpanderParents, WriteColumn)
            .Raw("},\"labeling_proofs\":"u8).Array(proof.Labelings, WriteLabeling)
            .Raw(",\"encoding_proof\":"u8);
        WriteLabeling(proof.Encoding);
        _text.Raw("}"u8);
    }

    private void WriteColumn(ColumnProof column)
    {
        _text.Raw("{\"column\":{\"index\":"u8).Number(column.Index).Raw(",\"rows\":"u8).Nodes(column.Rows)
            .Raw(",\"_h\":null},\"inclusion_proof\":"u8);
        WriteCompoundPath(column.Inclusion);
        _text.Raw("}"u8);
    }

    private void WriteLabeling(LabelingProof labeling) =>
        _text.Raw("{\"parents\":"u8).Nodes(labeling.Parents).Raw(",\"layer_index\":"u8).Number(labeling.LayerIndex)
            .Raw(",\"node\":"u8).Number(labeling.Node).Raw("}"u8);

    private void WriteCompoundPath(MerklePath path)
    {
        if (_config.SubTreeArity == 0)
        {
            WriteSinglePath(path);
            return;
        }
        _text.Raw(_config.TopTreeArity == 0 ? "{\"data\":{\"Sub\":{\"base_proof\":"u8 : "{\"data\":{\"Top\":{\"base_proof\":"u8);
        WriteLevels([.. path.Levels.Take(_baseLevels)]);
        _text.Raw(",\"sub_proof\":"u8);
        WriteLevels([path.Levels[_baseLevels]]);
        if (_config.TopTreeArity != 0)
        {
            _text.Raw(",\"top_proof\":"u8);
            WriteLevels([path.Levels[_baseLevels + 1]]);
        }
        _text.Raw(",\"root\":"u8).Node(path.Root.Span).Raw(",\"leaf\":"u8).Node(path.Leaf.Span).Raw("}}}"u8);
    }

    private void WriteSinglePath(MerklePath path)
    {
        _text.Raw("{\"data\":{\"Single\":{\"root\":"u8).Node(path.Root.Span).Raw(",\"leaf\":"u8).Node(path.Leaf.Span).Raw(",\"path\":"u8);
        WriteLevels(path.Levels);
        _text.Raw("}}}"u8);
    }

    private void WriteLevels(IReadOnlyList<MerkleLevel> levels) =>
        _text.Raw("{\"path\":"u8).Array(levels, level =>
            _text.Raw("{\"hashes\":"u8).Nodes(level.Siblings).Raw(",\"index\":"u8).Number((ulong)level.Index).Raw("}"u8)).Raw("}"u8);
}
