using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class HostLog
{
    [LoggerMessage(WorkerEventIds.Starting, LogLevel.Information, "lotus-seal-worker {Version} starts, repository {Repository}, name {Name}")]
    public static partial void Starting(this ILogger logger, string version, string repository, string name);

    [LoggerMessage(WorkerEventIds.WaitingForMiner, LogLevel.Warning,
        "Connecting to miner API{Address}... ({Reason}); address and token are read and tried again every {Seconds} s")]
    public static partial void WaitingForMiner(this ILogger logger, string address, string reason, double seconds);

    [LoggerMessage(WorkerEventIds.MinerFound, LogLevel.Information,
        "Miner {Actor} with {SectorSize} byte sectors, version {Version}, API {ApiVersion}: {Generation} protocol")]
    public static partial void MinerFound(this ILogger logger, string actor, ulong sectorSize, string version, string apiVersion, string generation);

    [LoggerMessage(WorkerEventIds.Backend, LogLevel.Information, "Sealing arithmetic: {Backend}, {Threads} thread(s){Note}")]
    public static partial void Backend(this ILogger logger, string backend, int threads, string note);

    [LoggerMessage(WorkerEventIds.Serving, LogLevel.Information, "Serving on {Address}, tasks {Tasks}")]
    public static partial void Serving(this ILogger logger, string address, string tasks);

    [LoggerMessage(WorkerEventIds.StartNote, LogLevel.Warning, "{Note}")]
    public static partial void StartNote(this ILogger logger, string note);

    [LoggerMessage(WorkerEventIds.StartFailed, LogLevel.Critical, "The worker cannot start: {Reason}")]
    public static partial void StartFailed(this ILogger logger, string reason);

    [LoggerMessage(WorkerEventIds.FileLimitLow, LogLevel.Warning,
        "The limit of open files is {Limit}; Lotus asks for {Wanted}. Raise it (ulimit -n) before several sectors are sealed at once")]
    public static partial void FileLimitLow(this ILogger logger, long limit, long wanted);

    [LoggerMessage(WorkerEventIds.VariablesIgnored, LogLevel.Warning, "Set, but without effect on this worker: {Ignored}")]
    public static partial void VariablesIgnored(this ILogger logger, string ignored);

    [LoggerMessage(WorkerEventIds.RowsToDiscard, LogLevel.Warning,
        "tree-r-last is written with {Rows} rows discarded instead of 2: the miner and every PoSt worker need "
        + "FIL_PROOFS_ROWS_TO_DISCARD={Value} too, or they cannot prove sectors sealed here")]
    public static partial void RowsToDiscard(this ILogger logger, int rows, int value);

    [LoggerMessage(WorkerEventIds.AbandonedDeleted, LogLevel.Information, "Deleted {File}, which a maker that is no more left unfinished")]
    public static partial void AbandonedDeleted(this ILogger logger, string file);

    [LoggerMessage(WorkerEventIds.ParentsFolder, LogLevel.Information,
        "Parents files are made and read in {Folder}, because it is named; they save this worker no time: "
        + "without FIL_PROOFS_PARENT_CACHE it needs none")]
    public static partial void ParentsFolder(this ILogger logger, string folder);

    [LoggerMessage(WorkerEventIds.TooManyConnections, LogLevel.Warning,
        "More than {Limit} connections (a quarter of the limit of open files): those that have shown no valid token are cut, the oldest first")]
    public static partial void TooManyConnections(this ILogger logger, int limit);

    [LoggerMessage(WorkerEventIds.ShutdownRequested, LogLevel.Information,
        "Shutdown requested: running tasks end, the server stays up for {Seconds} s so that the miner drops this worker")]
    public static partial void ShutdownRequested(this ILogger logger, double seconds);

    [LoggerMessage(WorkerEventIds.StopAsked, LogLevel.Information,
        "Told to stop; a second signal, more than {Seconds} s after the first, ends this process at once")]
    public static partial void StopAsked(this ILogger logger, double seconds);

    [LoggerMessage(WorkerEventIds.Stopping, LogLevel.Information,
        "Stopping with {Running} open call(s) and {Undelivered} undelivered result(s); both stay in the call store")]
    public static partial void Stopping(this ILogger logger, int running, int undelivered);

    [LoggerMessage(WorkerEventIds.Stopped, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(WorkerEventIds.Registered, LogLevel.Information, "Registered with the miner as {Url}, miner session {Session}")]
    public static partial void Registered(this ILogger logger, string url, Guid session);

    [LoggerMessage(WorkerEventIds.RegistrationFailed, LogLevel.Error, "Registration failed, tried again: {Reason}")]
    public static partial void RegistrationFailed(this ILogger logger, string reason);

    [LoggerMessage(WorkerEventIds.MinerLost, LogLevel.Warning, "LOTUS-MINER CONNECTION LOST: {Reason}")]
    public static partial void MinerLost(this ILogger logger, string reason);

    [LoggerMessage(WorkerEventIds.MinerMoved, LogLevel.Information, "The miner has another address or token now: {Url}")]
    public static partial void MinerMoved(this ILogger logger, string url);

    [LoggerMessage(WorkerEventIds.WorkerDisabled, LogLevel.Warning,
        "This worker is disabled and not registered; it registers when it is enabled again (lotus-seal-worker set --enabled=true)")]
    public static partial void WorkerDisabled(this ILogger logger);

    [LoggerMessage(WorkerEventIds.MinerBack, LogLevel.Information, "The miner answers again, same session")]
    public static partial void MinerBack(this ILogger logger);

    [LoggerMessage(WorkerEventIds.MinerRestarted, LogLevel.Warning,
        "The miner was restarted (session {Old} is now {New}): storage is declared again, then this worker registers again")]
    public static partial void MinerRestarted(this ILogger logger, Guid old, Guid @new);

    [LoggerMessage(WorkerEventIds.WaitingForTasks, LogLevel.Information,
        "Registration waits until {Count} running task(s) ended and their results were sent")]
    public static partial void WaitingForTasks(this ILogger logger, int count);

    [LoggerMessage(WorkerEventIds.IndexCallLost, LogLevel.Warning, "{Method} did not get through, tried again for up to {Minutes} min: {Reason}")]
    public static partial void IndexCallLost(this ILogger logger, string method, double minutes, string reason);

    [LoggerMessage(WorkerEventIds.NoSealingPath, LogLevel.Warning,
        "No storage path can seal, so the miner has no work for {Tasks} here: make one with 'lotus-seal-worker storage attach --init --seal FOLDER', "
            + "or set CanSeal in the sectorstore.json of one and run 'storage redeclare'")]
    public static partial void NoSealingPath(this ILogger logger, string tasks);

    [LoggerMessage(WorkerEventIds.SealingPathThere, LogLevel.Information, "A storage path can seal again, or no task needs one")]
    public static partial void SealingPathThere(this ILogger logger);

    [LoggerMessage(WorkerEventIds.HealthReportFailed, LogLevel.Warning, "Health report failed: {Reason}")]
    public static partial void HealthReportFailed(this ILogger logger, string reason);
}
