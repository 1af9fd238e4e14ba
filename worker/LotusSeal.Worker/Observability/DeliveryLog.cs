using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class DeliveryLog
{
    [LoggerMessage(WorkerEventIds.ResultDelivered, LogLevel.Information, "Return{Returns} of call {Call} delivered after {Attempts} attempt(s)")]
    public static partial void ResultDelivered(this ILogger logger, string returns, string call, int attempts);

    [LoggerMessage(WorkerEventIds.DeliveryFailed, LogLevel.Warning,
        "Return{Returns} of call {Call} not delivered (attempt {Attempts}, next in {DelaySeconds} s): {Reason}")]
    public static partial void DeliveryFailed(this ILogger logger, string returns, string call, int attempts, double delaySeconds, string reason);

    [LoggerMessage(WorkerEventIds.ResultKnown, LogLevel.Warning,
        "Return{Returns} of call {Call}: the miner has a result already, the call is closed: {Reason}")]
    public static partial void ResultKnown(this ILogger logger, string returns, string call, string reason);

    [LoggerMessage(WorkerEventIds.CallsRecovered, LogLevel.Information,
        "{Interrupted} call(s) of the previous process end as restarted, {Finished} finished result(s) are delivered again")]
    public static partial void CallsRecovered(this ILogger logger, int interrupted, int finished);

    [LoggerMessage(WorkerEventIds.ResultTooLarge, LogLevel.Error,
        "Return{Returns} of call {Call} is given up, the call is returned as failed: {Reason}")]
    public static partial void ResultTooLarge(this ILogger logger, string returns, string call, string reason);

    [LoggerMessage(WorkerEventIds.ResultsOfAnotherGeneration, LogLevel.Warning,
        "{Count} result(s) in the call store are for a miner of today's protocol; this one, v0.3.0, takes none, and they stay until the worker runs "
        + "beside the other again")]
    public static partial void ResultsOfAnotherGeneration(this ILogger logger, int count);

    [LoggerMessage(WorkerEventIds.AttemptBroke, LogLevel.Error, "Delivering call {Call} broke; it is tried again")]
    public static partial void AttemptBroke(this ILogger logger, Exception exception, string call);
}
