using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Admission.Observability;

internal static partial class AdmissionLog
{
    [LoggerMessage(AdmissionEventIds.Serves, LogLevel.Information, "Webhooks listen on port {Port}")]
    public static partial void Serves(this ILogger logger, int port);

    [LoggerMessage(AdmissionEventIds.IsOff, LogLevel.Information,
        "Webhooks are off: pools are checked when they are worked on, evictions are refused by budgets")]
    public static partial void IsOff(this ILogger logger);

    [LoggerMessage(AdmissionEventIds.DrainRequested, LogLevel.Information, "The drain of {Pod} was asked for, because somebody evicts it")]
    public static partial void DrainRequested(this ILogger logger, string pod);

    [LoggerMessage(AdmissionEventIds.DrainNotRequested, LogLevel.Warning,
        "The drain of {Pod} could not be asked for: {Problem}; its next eviction asks again")]
    public static partial void DrainNotRequested(this ILogger logger, string pod, string problem);
}
