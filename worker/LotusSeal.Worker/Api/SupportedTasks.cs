using System.Collections.Frozen;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Api;

/// <summary>What this version can do, and what the calls for the rest answer. Nothing is offered to a miner that would not be done.</summary>
internal static class SupportedTasks
{
    private static readonly FrozenSet<string> Supported = FrozenSet.ToFrozenSet(
        [
            TaskTypes.DataCid, TaskTypes.AddPiece, TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Commit1, TaskTypes.Finalize,
            TaskTypes.FinalizeUnsealed, TaskTypes.Fetch, TaskTypes.Unseal, TaskTypes.DownloadSector,
        ], StringComparer.Ordinal);

    /// <summary>Every task that can be done.</summary>
    public static IReadOnlyCollection<string> All => Supported;

    /// <summary>Those whose time goes into the arithmetic of a sealing backend.</summary>
    public static IReadOnlyCollection<string> Computed { get; } =
        [TaskTypes.AddPiece, TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Commit1, TaskTypes.Unseal];

    /// <summary>True when the task can be done.</summary>
    public static bool Contains(string task) => Supported.Contains(task);

    /// <summary>The answer to a call for a task that cannot be done.</summary>
    public static RpcException Missing(string task, string what) =>
        new($"{TaskTypes.ShortName(task)} ({task}) is not supported by this worker: {what} is not implemented; the task is not offered in TaskTypes");
}
