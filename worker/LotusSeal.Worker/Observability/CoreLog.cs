using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class CoreLog
{
    [LoggerMessage(WorkerEventIds.LabelCorePlan, LogLevel.Information, "PreCommit1 labels on {Cores}; {Rest} are left for everything else")]
    public static partial void LabelCorePlan(this ILogger logger, string cores, string rest);

    [LoggerMessage(WorkerEventIds.NoLabelCores, LogLevel.Information, "PreCommit1 has no cores of its own: {Reason}")]
    public static partial void NoLabelCores(this ILogger logger, string reason);

    [LoggerMessage(WorkerEventIds.LabelCoreTaken, LogLevel.Information, "PreCommit1 of {Chain} labels on {Core}; everything else runs on {Rest}")]
    public static partial void LabelCoreTaken(this ILogger logger, string chain, string core, string rest);

    [LoggerMessage(WorkerEventIds.NoLabelCore, LogLevel.Warning,
        "PreCommit1 of {Chain} labels without a core of its own: all {Count} are taken, by this worker or another one of this machine")]
    public static partial void NoLabelCore(this ILogger logger, string chain, int count);

    [LoggerMessage(WorkerEventIds.AffinityRefused, LogLevel.Warning,
        "The system does not let this worker keep threads on or off cores, so PreCommit1 may share its cores: {Reason}")]
    public static partial void AffinityRefused(this ILogger logger, string reason);
}
