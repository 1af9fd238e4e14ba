using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Planning;

/// <summary>Kinds of tasks that a worker can switch off (protocol spec 1.4).</summary>
internal static class IntakeTasks
{
    /// <summary>All of them. Fetching, Commit1 and finalizing always stay, so that sectors can leave.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TaskTypes.AddPiece, TaskTypes.DataCid, TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Commit2, TaskTypes.Unseal,
        TaskTypes.ReplicaUpdate, TaskTypes.ProveReplicaUpdate2, TaskTypes.RegenSectorKey, TaskTypes.DownloadSector,
    ];

    /// <summary>Those that bring new sectors; the others are steps that a sector here may still need before it can leave.</summary>
    public static IReadOnlyList<string> Bringing { get; } =
    [
        TaskTypes.AddPiece, TaskTypes.DataCid, TaskTypes.PreCommit1, TaskTypes.Unseal, TaskTypes.ReplicaUpdate, TaskTypes.RegenSectorKey,
        TaskTypes.DownloadSector,
    ];

    /// <summary>Whether a kind of task of a pool brings new sectors.</summary>
    public static bool Brings(PoolTask task) => Bringing.Contains(TaskTypes.FromShortName(task.ToString()));
}
