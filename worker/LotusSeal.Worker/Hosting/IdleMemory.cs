using System.Runtime;
using LotusSeal.Primitives.Interop;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Gives memory back to the system when the worker has nothing to do: a task leaves garbage and free native memory behind that would stay resident
/// until the next one.
/// </summary>
/// <param name="isQuiet">Whether nothing runs or waits to run.</param>
internal sealed class IdleMemory(Func<bool> isQuiet)
{
    /// <summary>Garbage that is worth a collection; heartbeats take hours to leave as much.</summary>
    private const long WorthCollecting = 4L << 20;
    private long _collectedAt;

    /// <summary>Collects when nothing runs and enough was allocated since the last time; to be called now and then.</summary>
    /// <returns>Whether it did.</returns>
    public bool GiveBack()
    {
        if (!isQuiet() || GC.GetTotalAllocatedBytes() - _collectedAt < WorthCollecting) return false;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // The native allocator keeps what was freed.
        Libc.TryTrim();
        _collectedAt = GC.GetTotalAllocatedBytes();
        return true;
    }
}
