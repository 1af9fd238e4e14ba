using System.Numerics;

namespace LotusSeal.Cuda.Replicas;

/// <summary>How much is worked on at once.</summary>
/// <param name="Lanes">Batches at a time: some are read or written while others are computed.</param>
/// <param name="Batch">The shape of a batch.</param>
internal sealed record MemoryPlan(int Lanes, BatchLayout Batch)
{
    /// <summary>Nodes below which a batch is not halved.</summary>
    public const int SmallestBatch = 64;

    /// <summary>
    /// One lane waits for its data, one for its rows, and the last hashes of each leave most of the device idle: four lanes lose a fifth of its time,
    /// sixteen nothing. They are given to threads of the host, and are not worth their memory for a few batches.
    /// </summary>
    private const int MostLanes = 16, FewLanes = 4, BatchesOfLane = 8;

    private const int ThreadsOfMultiprocessor = 384, Waves = 10;

    /// <summary>Device memory of all lanes, bytes.</summary>
    public long DeviceBytes => Lanes * (Batch.InputBytes + Batch.OutputBytes);

    /// <summary>
    /// Batches that keep every multiprocessor busy for about a hundredth of a second, and take at most four fifths of the free memory. No larger:
    /// a cancellation waits for what the device has begun.
    /// </summary>
    /// <param name="job">What is done with a sector.</param>
    /// <param name="multiprocessors">Of the device.</param>
    /// <param name="freeBytes">Device memory that is free.</param>
    /// <param name="largestBatch">Most nodes of a batch, a power of two.</param>
    public static MemoryPlan For(BatchJob job, int multiprocessors, ulong freeBytes, int largestBatch = int.MaxValue)
    {
        ulong wanted = BitOperations.RoundUpToPowerOf2((uint)(multiprocessors * ThreadsOfMultiprocessor * Waves)) / 2 * (uint)job.NodesOfThread;
        ulong nodes = Math.Min(Math.Min(job.Leaves, wanted), (ulong)largestBatch);
        ulong batches = job.Leaves * (ulong)job.BaseTrees / nodes;
        ulong lanes = Math.Clamp(Math.Min(batches / BatchesOfLane, (ulong)job.Threads), FewLanes, MostLanes);
        MemoryPlan plan = new((int)Math.Min(lanes, batches), new BatchLayout(job.Inputs, job.Trees.Count, (int)nodes));
        while ((ulong)plan.DeviceBytes > freeBytes / 5 * 4 && plan.Halved() is { } smaller) plan = smaller;
        return plan;
    }

    /// <summary>The plan with half the nodes in a batch; null where they are few already.</summary>
    public MemoryPlan? Halved() => Batch.Nodes > SmallestBatch ? this with { Batch = Batch with { Nodes = Batch.Nodes / 2 } } : null;
}
