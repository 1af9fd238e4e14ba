using System.Globalization;

namespace LotusSeal.Benchmarks.Start;

/// <summary>What the kernel counts of a process.</summary>
internal static class ProcessProbe
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in bytes.</summary>
    public static long ResidentBytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Processor seconds of all threads, in steps of 10 ms.</summary>
    public static double ProcessorSeconds(int process)
    {
        // The name of the program, which may hold anything, ends with the last parenthesis; utime and stime are fields 14 and 15.
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
