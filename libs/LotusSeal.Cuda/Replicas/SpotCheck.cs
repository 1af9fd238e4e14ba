using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Cuda.Replicas;

/// <summary>Computes a node of every row again on the processor, at random: a device that computes wrongly in many places is found at once.</summary>
internal sealed class SpotCheck(int layers)
{
    private const int Arity = 8;
    private readonly PoseidonHasher _columns = new(layers);
    private readonly PoseidonHasher _rows = new(Arity);

    /// <summary>Looks at a computed batch.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? FindFault(BatchLane lane)
    {
        BatchLayout layout = lane.Layout;
        int node = Random.Shared.Next(layout.Nodes);
        Span<byte> column = stackalloc byte[layers * Digest.Size], expected = stackalloc byte[Digest.Size];
        for (int layer = 1; layer <= layers; layer++)
            lane.Input(layout.InputOffset(layer) + (long)node * Digest.Size, Digest.Size).CopyTo(column[((layer - 1) * Digest.Size)..]);
        _columns.Hash(column, expected);
        if (!Node(lane, layout.RowOffset(0), node).SequenceEqual(expected)) return $"the column hash of node {node} of a batch";
        Fr.AddCanonical(column[^Digest.Size..], lane.Input(layout.InputOffset(layers + 1) + (long)node * Digest.Size, Digest.Size), expected);
        if (!Node(lane, layout.ReplicaRowOffset(0), node).SequenceEqual(expected)) return $"the replica's node {node} of a batch";
        for (int row = 1; row < layout.Rows; row++)
        {
            int parent = Random.Shared.Next(2 * layout.RowLength(row));
            _rows.Hash(lane.Output(layout.RowOffset(row - 1) + (long)parent * Arity * Digest.Size, Arity * Digest.Size), expected);
            if (!Node(lane, layout.RowOffset(row), parent).SequenceEqual(expected)) return $"node {parent} of row {row} of a batch";
        }
        return null;
    }

    /// <summary>Looks at a row above the batches.</summary>
    /// <param name="nodes">Its children.</param>
    /// <param name="digests">The row.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? FindFault(ReadOnlySpan<byte> nodes, ReadOnlySpan<byte> digests)
    {
        int parent = Random.Shared.Next(digests.Length / Digest.Size);
        Span<byte> expected = stackalloc byte[Digest.Size];
        _rows.Hash(nodes.Slice(parent * Arity * Digest.Size, Arity * Digest.Size), expected);
        bool right = digests.Slice(parent * Digest.Size, Digest.Size).SequenceEqual(expected);
        return right ? null : $"node {parent} of a row of {digests.Length / Digest.Size}";
    }

    private static ReadOnlySpan<byte> Node(BatchLane lane, long offset, int node) => lane.Output(offset + (long)node * Digest.Size, Digest.Size);
}
