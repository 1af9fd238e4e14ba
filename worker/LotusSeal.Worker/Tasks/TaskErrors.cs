using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Backends;
using LotusSeal.Storage;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tasks;

/// <summary>How failed work is told to the miner (protocol spec 3.3, 10.1 W3).</summary>
internal static class TaskErrors
{
    private const int MaxMessage = 4096;

    /// <summary>
    /// Code 102 keeps its own text; superseded and cancelled work, work on a sector that was removed, a proof whose process was lost, work whose
    /// device failed without a substitute, and work whose memory is not there at this moment, is code 100, which fails the step of a miner that
    /// still waits: it tries the step again after its pause, or goes back; anything else is code 0 with <c>MSG [name: X]: MSG</c>. Code 0 fails the
    /// step and lets the miner decide, while 101 and 102 make it repeat PreCommit1 and PreCommit2 for ever, so they are never used for anything else.
    /// </summary>
    public static CallError ToCallError(Exception error, string workerName)
    {
        string message = Describe(error);
        if (error is StorageException { Code: not SealErrorCode.Unknown } storage) return new CallError(storage.Code, message);
        // 101 would make a miner that still waits ask again at once: it would supersede the call that superseded this one, or bring back here what
        // an operator has just ended, for ever.
        if (error is SupersededException or CancelledCallException or FilesRemovedException or ChildLostException or SealingBackendException
            or MemoryShortException)
            return new CallError(SealErrorCode.TempUnknown, $"{message} [name: {workerName}]");
        return new CallError(SealErrorCode.Unknown, $"{message} [name: {workerName}]: {message}");
    }

    private static string Describe(Exception error)
    {
        Exception first = error is AggregateException { InnerExceptions.Count: > 0 } many ? many.InnerExceptions[0] : error;
        string message = first is OperationCanceledException ? $"a time limit passed: {first.Message}" : first.Message;
        return message.Length <= MaxMessage ? message : message[..MaxMessage];
    }
}
