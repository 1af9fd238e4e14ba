namespace LotusSeal.Worker.Cores;

/// <summary>What was said of the cores for label chains.</summary>
/// <param name="List">The CPUs to label on, ascending; null where the worker chooses, empty for none.</param>
public sealed record LabelCoreChoice(IReadOnlyList<int>? List)
{
    /// <summary>Label threads run anywhere.</summary>
    public static LabelCoreChoice None { get; } = new([]);

    /// <summary>The worker chooses.</summary>
    public static LabelCoreChoice Auto { get; } = new((IReadOnlyList<int>?)null);

    /// <summary>Reads <c>none</c>, <c>auto</c> or a list of CPUs.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static LabelCoreChoice Parse(string text)
    {
        switch (text)
        {
            case "none": return None;
            case "auto": return Auto;
            default:
                return CpuSet.TryParse(text, out CpuSet? cpus) && cpus.Count > 0 ? new LabelCoreChoice([.. cpus])
                    : throw new FormatException($"'{text}' is not none, auto or a list of CPUs such as 2,4-7.");
        }
    }
}
