using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Observability;

internal static partial class OperatorLog
{
    [LoggerMessage(OperatorEventIds.Does, LogLevel.Information, "{Pool}: {Action}")]
    public static partial void Does(this ILogger logger, string pool, string action);

    [LoggerMessage(OperatorEventIds.ActionFailed, LogLevel.Warning, "{Pool}: {Problem}")]
    public static partial void ActionFailed(this ILogger logger, string pool, string problem);

    [LoggerMessage(OperatorEventIds.Starting, LogLevel.Information, "lotus-seal-operator {Version}, {Identity}, for pools in {Namespaces}")]
    public static partial void Starting(this ILogger logger, string version, string identity, string namespaces);

    [LoggerMessage(OperatorEventIds.Serving, LogLevel.Information, "Probes, metrics and the status page on {Address}")]
    public static partial void Serving(this ILogger logger, string address);

    [LoggerMessage(OperatorEventIds.StopAsked, LogLevel.Information, "Asked to stop; what is under way ends first")]
    public static partial void StopAsked(this ILogger logger);

    [LoggerMessage(OperatorEventIds.TokenPublished, LogLevel.Information, "Secret {Secret} has the miner's token")]
    public static partial void TokenPublished(this ILogger logger, string secret);

    [LoggerMessage(OperatorEventIds.TokenNotPublished, LogLevel.Warning, "Secret {Secret} does not have the miner's token yet: {Problem}")]
    public static partial void TokenNotPublished(this ILogger logger, string secret, string problem);
}
