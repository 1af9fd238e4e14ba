using System.Globalization;

namespace LotusSeal.Benchmarks.Start;

/// <summary>What the kernel counts of a process.</summary>
internal static class ProcessProbe
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in bytes.</summary>
    public static long ResidentBytes(int process) => MemoryBytes(process, "VmRSS:") ?? throw new InvalidOperationException($"{process} has ended.");

    /// <summary>Bytes that were resident at most so far; 0 for a process that has ended.</summary>
    public static long PeakBytes(int process)
    {
        try
        {
            return MemoryBytes(process, "VmHWM:") ?? 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Processor seconds of all threads, in steps of 10 ms.</summary>
    public static double ProcessorSeconds(int process)
    {
        // The name of the program, which may hold anything, ends with the last parenthesis; utime and stime are fields 14 and 15.
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>A line of the status, in bytes; null for a process that has ended and was not waited for.</summary>
    private static long? MemoryBytes(int process, string name)
    {
        string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
