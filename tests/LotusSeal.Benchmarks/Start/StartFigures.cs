using System.Globalization;

namespace LotusSeal.Benchmarks.Start;

/// <summary>What was measured of one worker program, over several of its lives.</summary>
internal sealed class StartFigures(string program)
{
    public string Program { get; } = program;

    /// <summary>Seconds from the start of the process to its registration.</summary>
    public List<double> Registered { get; } = [];

    /// <summary>Bytes after the registration.</summary>
    public List<double> ResidentIdle { get; } = [];

    /// <summary>Share of one core while idle, percent.</summary>
    public List<double> IdlePercent { get; } = [];

    /// <summary>Seconds of a process's first PreCommit2.</summary>
    public List<double> FirstPreCommit2 { get; } = [];

    /// <summary>Seconds of its later ones.</summary>
    public List<double> LaterPreCommit2 { get; } = [];

    /// <summary>Seconds of a sector in PreCommit1 and in PreCommit2 as the miner counts them, the first sector's left out.</summary>
    public List<double> MinerPreCommit1 { get; } = [];

    /// <inheritdoc cref="MinerPreCommit1"/>
    public List<double> MinerPreCommit2 { get; } = [];

    /// <summary>Bytes some seconds after the last task.</summary>
    public List<double> ResidentAfterTasks { get; } = [];

    /// <summary>The row under the headings of <see cref="Headings"/>.</summary>
    public string[] Row() =>
    [
        Program, Text(Registered, 1, "F3"), Text(IdlePercent, 1, "F3"), Text(ResidentIdle, 1e-6, "F1"), Text(FirstPreCommit2, 1, "F3"),
        Text(LaterPreCommit2, 1, "F3"), Text(MinerPreCommit1, 1, "F3"), Text(MinerPreCommit2, 1, "F3"), Text(ResidentAfterTasks, 1e-6, "F1"),
        Registered.Count.ToString(CultureInfo.InvariantCulture),
    ];

    public static string[] Headings { get; } =
    [
        "worker", "registered s", "idle % of a core", "idle MB", "first PC2 s", "later PC2 s", "PC1 by the miner s", "PC2 by the miner s",
        "MB after tasks", "runs",
    ];

    /// <summary>The median, scaled; a dash when nothing was measured, as the program prints no such line.</summary>
    private static string Text(List<double> values, double scale, string format)
    {
        if (values.Count == 0) return "-";
        double[] sorted = [.. values.Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return (median * scale).ToString(format, CultureInfo.InvariantCulture);
    }
}
