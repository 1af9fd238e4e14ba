using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Mirror.Observability;

internal static partial class MirrorLog
{
    [LoggerMessage(MirrorEventIds.MinerAsked, LogLevel.Information, "Miner {Miner} is asked every {Seconds:0.#} s")]
    public static partial void MinerAsked(this ILogger logger, string miner, double seconds);

    [LoggerMessage(MirrorEventIds.MinerAnswers, LogLevel.Information, "Miner {Miner} answers: {Actor}, version {Version}, session {Session}")]
    public static partial void MinerAnswers(this ILogger logger, string miner, string actor, string version, Guid session);

    [LoggerMessage(MirrorEventIds.MinerFails, LogLevel.Warning, "Miner {Miner}: {Problem} ({Detail})")]
    public static partial void MinerFails(this ILogger logger, string miner, string problem, string detail);

    [LoggerMessage(MirrorEventIds.MinerLeft, LogLevel.Information, "Miner {Miner} is not asked any more: no pool looks at it with this token")]
    public static partial void MinerLeft(this ILogger logger, string miner);

    [LoggerMessage(MirrorEventIds.LoopBroke, LogLevel.Error, "Miner {Miner}: the round of questions broke; it is begun again")]
    public static partial void LoopBroke(this ILogger logger, string miner, Exception error);

    [LoggerMessage(MirrorEventIds.DataUnreadable, LogLevel.Warning, "{Kind} {Name} cannot be read; what is known of it stays: {Problem}")]
    public static partial void DataUnreadable(this ILogger logger, string kind, string name, string problem);

    [LoggerMessage(MirrorEventIds.DataReadable, LogLevel.Information, "{Kind} {Name} can be read again")]
    public static partial void DataReadable(this ILogger logger, string kind, string name);

    [LoggerMessage(MirrorEventIds.KeeperBroke, LogLevel.Error, "Looking after the pools broke; it goes on")]
    public static partial void KeeperBroke(this ILogger logger, Exception error);

    [LoggerMessage(MirrorEventIds.WorkerSilent, LogLevel.Warning, "Worker {Worker} does not answer: {Problem}")]
    public static partial void WorkerSilent(this ILogger logger, string worker, string problem);

    [LoggerMessage(MirrorEventIds.WorkerAnswers, LogLevel.Information, "Worker {Worker} answers again")]
    public static partial void WorkerAnswers(this ILogger logger, string worker);

    [LoggerMessage(MirrorEventIds.QuietCallLost, LogLevel.Information,
        "The call that waits until worker {Worker} is quiet was lost; another one is made when it cannot run any more: {Problem}")]
    public static partial void QuietCallLost(this ILogger logger, string worker, string problem);

    [LoggerMessage(MirrorEventIds.TooManyQuietCalls, LogLevel.Warning,
        "{Count} calls wait until a worker is quiet, which is the most there may be; {Worker} has to wait for one of them")]
    public static partial void TooManyQuietCalls(this ILogger logger, int count, string worker);
}
