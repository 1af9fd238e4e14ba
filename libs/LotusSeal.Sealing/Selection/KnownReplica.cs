using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Selection;

/// <summary>A sector of 128 nodes and 11 layers in memory, for the known answers of builders; an update takes its last layer for the key.</summary>
internal sealed class KnownReplica : IReplicaSource, IUpdateSource, IReplicaSink
{
    private static readonly ReplicaPlan Plan = new(Layers: 11, BaseTrees: 2, new TreeShape(8, 64), new TreeShape(8, 64, FirstStoredRow: 2),
        Threads: 1);

    /// <summary>Eight factors, each for sixteen nodes.</summary>
    private static readonly UpdatePlan UpdatePlan = new(Plan.BaseTrees, Plan.TreeRLast, new UpdateFactors(Factors(8), runLog2: 4), Threads: 1);

    private readonly byte[] _replica = new byte[Plan.Nodes * Digest.Size];
    private readonly byte[][] _treesC = [.. Enumerable.Range(0, Plan.BaseTrees).Select(_ => new byte[Plan.TreeC.FileSize])];
    private readonly byte[][] _treesR = [.. Enumerable.Range(0, Plan.BaseTrees).Select(_ => new byte[Plan.TreeRLast.FileSize])];

    /// <summary>What the builder makes of it: the trees of TreeC, those of TreeRLast, the replica.</summary>
    public static byte[] Build(IReplicaBuilder builder)
    {
        KnownReplica sector = new();
        builder.Build(Plan, sector, sector, CancellationToken.None);
        return [.. sector._treesC.SelectMany(tree => tree), .. sector.Encoded];
    }

    /// <summary>What the builder makes of its update: the trees of TreeRLast, the replica.</summary>
    public static byte[] Update(IUpdateBuilder builder)
    {
        KnownReplica sector = new();
        builder.Build(UpdatePlan, sector, sector, CancellationToken.None);
        return [.. sector.Encoded];
    }

    private IEnumerable<byte> Encoded => [.. _treesR.SelectMany(tree => tree), .. _replica];

    public void ReadLayer(int layer, ulong firstNode, Span<byte> labels) => Read(salt: layer, firstNode, labels);

    public void ReadKey(ulong firstNode, Span<byte> nodes) => ReadLayer(Plan.Layers, firstNode, nodes);

    public void ReadData(ulong firstNode, Span<byte> data) => Read(salt: Plan.Layers + 1, firstNode, data);

    public void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => Write(_treesC[tree], Plan.TreeC, row, firstNode, nodes);

    public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        if (row >= Plan.TreeRLast.FirstStoredRow) Write(_treesR[tree], Plan.TreeRLast, row, firstNode, nodes);
    }

    public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes) => nodes.CopyTo(_replica.AsSpan((int)firstNode * Digest.Size));

    public void Advance(ulong nodes) { }

    private static void Read(int salt, ulong firstNode, Span<byte> nodes) =>
        KnownAnswers.Nodes((int)Plan.Nodes, salt).AsSpan((int)firstNode * Digest.Size, nodes.Length).CopyTo(nodes);

    private static void Write(byte[] tree, TreeShape shape, int row, ulong firstNode, ReadOnlySpan<byte> nodes) =>
        nodes.CopyTo(tree.AsSpan((int)(shape.RowOffset(row) + firstNode * Digest.Size)));

    private static Fr[] Factors(int count)
    {
        byte[] nodes = KnownAnswers.Nodes(count, salt: 13);
        return [.. Enumerable.Range(0, count).Select(i => Fr.Read(nodes.AsSpan(i * Digest.Size, Digest.Size)))];
    }
}
