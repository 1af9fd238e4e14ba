using System.Diagnostics;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>
/// Measures the core's clock by a chain of multiplications of known latency, because a virtual machine's nominal figure says little.
/// </summary>
internal static class CoreClock
{
    private const int MultiplyLatency = 3;
    private const int Unroll = 8;
    private const int Runs = 31;

    // Somebody must want the product, or the compiler leaves the chain out.
    private static ulong s_sink;

    /// <summary>Cycles per second now: the median of short runs, because a virtual machine's time may jump.</summary>
    public static double MeasureHertz()
    {
        double[] hertz = new double[Runs];
        for (int run = 0; run < Runs; run++)
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
            Volatile.Write(ref s_sink, x);
            hertz[run] = (double)Loops * Unroll * MultiplyLatency / seconds;
        }

        Array.Sort(hertz);
        return hertz[Runs / 2];
    }
}
