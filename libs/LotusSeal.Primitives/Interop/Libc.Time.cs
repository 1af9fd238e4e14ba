using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    private const int ClockOfThread = 3;

    /// <summary>The processor time of the calling thread.</summary>
    /// <exception cref="IOException">The system has no such clock.</exception>
    internal static TimeSpan ThreadTime
    {
        get
        {
            Span<long> time = stackalloc long[2];
            if (ClockGetTime(ClockOfThread, ref MemoryMarshal.GetReference(time)) != 0)
                throw LastError.ToException("Cannot read the time of a thread");
            return new TimeSpan(time[0] * TimeSpan.TicksPerSecond + time[1] / TimeSpan.NanosecondsPerTick);
        }
    }

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ClockGetTime(int clock, ref long time);
}
