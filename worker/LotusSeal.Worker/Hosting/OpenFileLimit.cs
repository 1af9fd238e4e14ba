using System.Globalization;

namespace LotusSeal.Worker.Hosting;

/// <summary>The soft limit of open files (protocol spec 1.7).</summary>
internal static class OpenFileLimit
{
    /// <summary>What Lotus asks for.</summary>
    public const long Wanted = 100_000;

    private const long FewestConnections = 16, MostConnections = 4096;

    /// <summary>How many connections the server may hold under a limit: a quarter, so that sectors, logs and the runtime never run out.</summary>
    public static int Connections(long? limit) => (int)Math.Clamp((limit ?? long.MaxValue) / 4, FewestConnections, MostConnections);

    /// <summary>The limit, or null when it is unlimited or cannot be read.</summary>
    public static long? Read(string limitsFile = "/proc/self/limits")
    {
        if (!File.Exists(limitsFile)) return null;
        const string Name = "Max open files";
        string? line = File.ReadLines(limitsFile).FirstOrDefault(candidate => candidate.StartsWith(Name, StringComparison.Ordinal));
        string? soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }
}
