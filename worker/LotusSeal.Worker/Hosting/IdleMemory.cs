using System.Runtime;
using System.Runtime.InteropServices;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Gives memory back to the system when the worker has nothing to do: a task leaves garbage and free native memory behind that would stay resident
/// until the next one.
/// </summary>
/// <param name="isQuiet">Whether nothing runs or waits to run.</param>
internal sealed partial class IdleMemory(Func<bool> isQuiet)
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
        Trim();
        _collectedAt = GC.GetTotalAllocatedBytes();
        return true;
    }

    /// <summary>The native allocator keeps what was freed; other C libraries than glibc have no such call and need none.</summary>
    private static void Trim()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl gives large blocks back at once.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
