using System.Globalization;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>The most memory that a process had.</summary>
internal static class ProcessPeak
{
    /// <summary>Bytes that were resident at most so far; 0 for one that has ended.</summary>
    public static long Of(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
