using System.Diagnostics;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>
/// Measures the core's clock by a chain of multiplications of known latency, because a virtual machine's nominal figure says little.
/// </summary>
internal static class CoreClock
{
    private const int MultiplyLatency = 3;
    private const int Unroll = 8;

    /// <summary>Cycles per second now; the best of a few short runs.</summary>
    public static double MeasureHertz()
    {
        double best = 0;
        for (int run = 0; run < 20; run++)
        {
            const int Loops = 2_000_000;
            ulong x = (ulong)run | 3;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Loops; i++)
            {
                x *= x;
                x *= x;
                x *= x;
                x *= x;
                x *= x;
                x *= x;
                x *= x;
                x *= x;
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            GC.KeepAlive(x);
            best = Math.Max(best, (double)Loops * Unroll * MultiplyLatency / seconds);
        }

        return best;
    }
}
