using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Cuda.Replicas;

/// <summary>
/// Computes the leaves of a node and a node of every row again on the processor, at random: a device that computes wrongly in many places is found
/// at once.
/// </summary>
internal sealed class SpotCheck(BatchJob job)
{
    private const int Arity = 8;
    private readonly PoseidonHasher _rows = new(Arity);

    /// <summary>Looks at a computed batch.</summary>
    /// <param name="lane">It holds the batch.</param>
    /// <param name="firstNode">First node of the batch in the sector.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? FindFault(BatchLane lane, ulong firstNode)
    {
        BatchLayout layout = lane.Layout;
        if (job.FindFault(lane, firstNode, Random.Shared.Next(layout.Nodes)) is { } leaf) return leaf;
        Span<byte> expected = stackalloc byte[Digest.Size];
        for (int row = 1; row < layout.Rows; row++)
        {
            int parent = Random.Shared.Next(layout.Kinds * layout.RowLength(row));
            _rows.Hash(lane.Output(layout.RowOffset(row - 1) + (long)parent * Arity * Digest.Size, Arity * Digest.Size), expected);
            ReadOnlySpan<byte> actual = lane.Output(layout.RowOffset(row) + (long)parent * Digest.Size, Digest.Size);
            if (!actual.SequenceEqual(expected)) return $"node {parent} of row {row} of a batch";
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
}
