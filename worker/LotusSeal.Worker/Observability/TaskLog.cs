using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class TaskLog
{
    [LoggerMessage(WorkerEventIds.CallAccepted, LogLevel.Information, "{Task} accepted as call {Call}")]
    public static partial void CallAccepted(this ILogger logger, string task, string call);

    [LoggerMessage(WorkerEventIds.TaskStarted, LogLevel.Information, "{Task} started, {Call}")]
    public static partial void TaskStarted(this ILogger logger, string task, string call);

    [LoggerMessage(WorkerEventIds.TaskFinished, LogLevel.Information, "{Task} done in {Seconds:F3} s, {Call}")]
    public static partial void TaskFinished(this ILogger logger, string task, double seconds, string call);

    [LoggerMessage(WorkerEventIds.TaskFailed, LogLevel.Error, "{Task} failed after {Seconds:F3} s, {Call}")]
    private static partial void TaskBroke(ILogger logger, Exception exception, string task, double seconds, string call);

    [LoggerMessage(WorkerEventIds.TaskRefused, LogLevel.Error, "{Task} failed after {Seconds:F3} s, {Call}: {Reason}")]
    private static partial void TaskRefused(ILogger logger, string task, double seconds, string call, string reason);

    /// <summary>A task failed: a line where the error says all there is to know, with its stack where nobody foresaw it.</summary>
    public static void TaskFailed(this ILogger logger, Exception exception, string task, double seconds, string call)
    {
        if (exception is StorageException or SealingException or RpcException or RpcTransportException or OperationCanceledException
            or ChildLostException or MemoryShortException)
            TaskRefused(logger, task, seconds, call, exception.Message);
        else
            TaskBroke(logger, exception, task, seconds, call);
    }

    [LoggerMessage(WorkerEventIds.SectorUnreadable, LogLevel.Error, "{Sector} cannot be proved and is skipped: {Reason}")]
    public static partial void SectorUnreadable(this ILogger logger, string sector, string reason);

    [LoggerMessage(WorkerEventIds.ParametersNotRead, LogLevel.Warning,
        "the parameters of {Task} could not be read ahead of its first proof: {Reason}")]
    public static partial void ParametersNotRead(this ILogger logger, string task, string reason);

    [LoggerMessage(WorkerEventIds.TaskMissed, LogLevel.Information, "{Task} found nothing after {Seconds:F3} s, {Call}: {Reason}")]
    public static partial void TaskMissed(this ILogger logger, string task, double seconds, string call, string reason);

    [LoggerMessage(WorkerEventIds.TaskInterrupted, LogLevel.Warning,
        "{Task} was interrupted by the stop of the worker; call {Call} is returned as restarted at the next start ({Reason})")]
    public static partial void TaskInterrupted(this ILogger logger, string task, string call, string reason);

    [LoggerMessage(WorkerEventIds.TaskQueued, LogLevel.Information, "{Task} waits: {Running} of at most {Limit} run (MAX_CONCURRENT)")]
    public static partial void TaskQueued(this ILogger logger, string task, int running, int limit);

    [LoggerMessage(WorkerEventIds.CallJoins, LogLevel.Information, "{Task}: {Call} joins {Other}, which asks for the same")]
    public static partial void CallJoins(this ILogger logger, string task, string call, string other);

    [LoggerMessage(WorkerEventIds.CallSupersedes, LogLevel.Warning,
        "{Task}: {Call} supersedes {Other}, which asked for it with other parameters, and begins when that has ended")]
    public static partial void CallSupersedes(this ILogger logger, string task, string call, string other);

    [LoggerMessage(WorkerEventIds.TaskWaits, LogLevel.Information, "{Task}: {Call} waits for {Other} ({OtherTask}), which writes the same files")]
    public static partial void TaskWaits(this ILogger logger, string task, string call, string other, string otherTask);

    [LoggerMessage(WorkerEventIds.TaskGivenUp, LogLevel.Warning, "{Task} was given up after {Seconds:F3} s, {Call}: {Reason}")]
    public static partial void TaskGivenUp(this ILogger logger, string task, double seconds, string call, string reason);

    [LoggerMessage(WorkerEventIds.CallCancelled, LogLevel.Warning, "{Task}: call {Call} was cancelled by an operator and is returned as failed")]
    public static partial void CallCancelled(this ILogger logger, string task, string call);

    [LoggerMessage(WorkerEventIds.CancelledTaskGoesOn, LogLevel.Error,
        "{Task} has not ended {Seconds} s after call {Call} was cancelled; the miner is told, other work on these files waits until it has ended")]
    public static partial void CancelledTaskGoesOn(this ILogger logger, string task, string call, double seconds);

    [LoggerMessage(WorkerEventIds.FilesRemoved, LogLevel.Warning,
        "{Task}: {Call} is given up, since {Types} of its sector is removed and no copy is kept; it is returned as failed")]
    public static partial void FilesRemoved(this ILogger logger, string task, string call, SectorFileType types);

    [LoggerMessage(WorkerEventIds.RemovedTaskGoesOn, LogLevel.Error,
        "{Task}: {Call} has not ended {Seconds} s after it was given up; its files are removed all the same, and what it still writes may stay")]
    public static partial void RemovedTaskGoesOn(this ILogger logger, string task, string call, double seconds);

    [LoggerMessage(WorkerEventIds.LeftoversStay, LogLevel.Warning,
        "{Task} was given up, and what it has made of {Type} could not be removed: {Reason}")]
    public static partial void LeftoversStay(this ILogger logger, string task, SectorFileType type, string reason);

    [LoggerMessage(WorkerEventIds.ResultNotStored, LogLevel.Critical,
        "The result of call {Call} cannot be stored; it is kept in memory and tried again every 5 s")]
    public static partial void ResultNotStored(this ILogger logger, Exception exception, string call);

    [LoggerMessage(WorkerEventIds.JobBroke, LogLevel.Critical,
        "{Task} broke in a way that nobody foresaw; call {Call} is returned as restarted at the next start of this worker: restart it")]
    public static partial void JobBroke(this ILogger logger, Exception exception, string task, string call);

    [LoggerMessage(WorkerEventIds.CheckpointKept, LogLevel.Information,
        "{Sector}: the cache in {Folder} is kept, PreCommit1 goes on from its finished layers if the ticket is the same")]
    public static partial void CheckpointKept(this ILogger logger, string sector, string folder);

    [LoggerMessage(WorkerEventIds.ExternalOutput, LogLevel.Information, "External PreCommit2 of {Sector}: {Line}")]
    public static partial void ExternalOutput(this ILogger logger, string sector, string line);

    [LoggerMessage(WorkerEventIds.SelfCheckPassed, LogLevel.Information, "{Sector}: PreCommit2 result passed {Rounds} check round(s)")]
    public static partial void SelfCheckPassed(this ILogger logger, string sector, int rounds);

    [LoggerMessage(WorkerEventIds.SealingWarning, LogLevel.Warning, "Sealing: {Message}")]
    public static partial void SealingWarning(this ILogger logger, string message);

    [LoggerMessage(WorkerEventIds.SealingNote, LogLevel.Information, "Sealing: {Message}")]
    public static partial void SealingNote(this ILogger logger, string message);
}
