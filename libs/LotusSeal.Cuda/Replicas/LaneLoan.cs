using System.Collections.Concurrent;

namespace LotusSeal.Cuda.Replicas;

/// <summary>A lane while a thread has it.</summary>
internal sealed class LaneLoan(BatchLane lane, ConcurrentBag<BatchLane> free) : IDisposable
{
    /// <summary>The lane.</summary>
    public BatchLane Lane => lane;

    /// <summary>Gives it back.</summary>
    public void Dispose() => free.Add(lane);
}
