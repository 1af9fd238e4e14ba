using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Validation;

/// <summary>Kinds of tasks by what they need.</summary>
public static class TaskSets
{
    /// <summary>They read or write sectors on the worker.</summary>
    public static IReadOnlyList<PoolTask> NeedSealing { get; } =
        [PoolTask.AP, PoolTask.PC1, PoolTask.PC2, PoolTask.UNS, PoolTask.RU, PoolTask.GSK, PoolTask.DL];

    /// <summary>They bring a sector to the worker; the others are steps of sectors that are there.</summary>
    public static IReadOnlyList<PoolTask> BringSectors { get; } =
        [PoolTask.AP, PoolTask.PC1, PoolTask.UNS, PoolTask.RU, PoolTask.GSK, PoolTask.DL];

    /// <summary>They read proof parameters.</summary>
    public static IReadOnlyList<PoolTask> NeedParameters { get; } = [PoolTask.C2, PoolTask.PR2, PoolTask.WDP, PoolTask.WNP];

    /// <summary>A worker that proves sectors does nothing else (protocol spec 1.3).</summary>
    public static IReadOnlyList<PoolTask> StandAlone { get; } = [PoolTask.WDP, PoolTask.WNP];

    /// <summary>They need the memory of a GPU for themselves.</summary>
    public static IReadOnlyList<PoolTask> FillGpu { get; } = [PoolTask.PC2, PoolTask.C2, PoolTask.PR2, PoolTask.WDP, PoolTask.WNP];

    /// <summary>lotus-seal-worker refuses to start with one of them, as long as it cannot do them.</summary>
    public static IReadOnlyList<PoolTask> NotManagedYet { get; } =
        [PoolTask.C2, PoolTask.RU, PoolTask.PR2, PoolTask.GSK, PoolTask.WDP, PoolTask.WNP];

    /// <summary>The tasks as a list in the language of the API server.</summary>
    internal static string InCel(IEnumerable<PoolTask> tasks) => $"[{string.Join(", ", tasks.Select(task => $"'{task}'"))}]";
}
