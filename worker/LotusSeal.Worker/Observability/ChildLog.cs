using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class ChildLog
{
    [LoggerMessage(WorkerEventIds.ChildStarted, LogLevel.Information, "{Child} started as process {Process}")]
    public static partial void ChildStarted(this ILogger logger, string child, int process);

    [LoggerMessage(WorkerEventIds.ChildSays, LogLevel.Information, "{Child}: {Line}")]
    public static partial void ChildSays(this ILogger logger, string child, string line);

    [LoggerMessage(WorkerEventIds.ChildLost, LogLevel.Warning, "{Child} was lost, the next request starts another one: {Reason}")]
    public static partial void ChildLost(this ILogger logger, string child, string reason);

    [LoggerMessage(WorkerEventIds.ChildIdle, LogLevel.Information,
        "{Child} ended, since nothing was asked of it within {Minutes} min: its memory is free")]
    public static partial void ChildIdle(this ILogger logger, string child, double minutes);
}
