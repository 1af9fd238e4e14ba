using System.Collections.Frozen;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Catalog;

/// <summary>The one description of every task. How to add one: docs/adding-a-task.md.</summary>
internal static class TaskCatalog
{
    /// <summary>The miner works on a Commit1 output of hundreds of megabytes for a while before it answers.</summary>
    private static readonly TimeSpan ReturnDeadline = TimeSpan.FromMinutes(5);
    private static readonly IReadOnlyList<LotusGeneration> BothGenerations = [LotusGeneration.Current, LotusGeneration.V0];
    private static readonly PieceInfo NoPiece = new(0, null);

    public static ResultDefinition<PieceInfo> AddPiece { get; } =
        new(TaskTypes.AddPiece, nameof(IWorkerReturn.ReturnAddPieceAsync), NoPiece)
        {
            Flag = new("--addpiece", "add pieces", true, "LOTUS_WORKER_ADDPIECE"),
        };

    public static ResultDefinition<byte[]> PreCommit1 { get; } =
        new(TaskTypes.PreCommit1, nameof(IWorkerReturn.ReturnSealPreCommit1Async), null)
        {
            ReturnDeadline = ReturnDeadline,
            Flag = new("--precommit1", "PreCommit1", true, "LOTUS_WORKER_PRECOMMIT1"),
            LabelsLayers = true,
            Generations = BothGenerations,
        };

    public static ResultDefinition<NoResult> Unseal { get; } =
        new(TaskTypes.Unseal, nameof(IWorkerReturn.ReturnUnsealPieceAsync), default)
        {
            Flag = new("--unseal", "unseal", true, "LOTUS_WORKER_UNSEAL"),
            LabelsLayers = true,
        };

    public static ResultDefinition<SectorCids> PreCommit2 { get; } =
        new(TaskTypes.PreCommit2, nameof(IWorkerReturn.ReturnSealPreCommit2Async), new SectorCids(null, null))
        {
            ReturnDeadline = ReturnDeadline,
            Flag = new("--precommit2", "PreCommit2", true, "LOTUS_WORKER_PRECOMMIT2"),
            Generations = BothGenerations,
        };

    public static ResultDefinition<byte[]> Commit2 { get; } =
        new(TaskTypes.Commit2, nameof(IWorkerReturn.ReturnSealCommit2Async), null)
        {
            ReturnDeadline = ReturnDeadline,
            Flag = new("--commit", "Commit2, where its parameters are", true, "LOTUS_WORKER_COMMIT"),
            Generations = BothGenerations,
        };

    public static ResultDefinition<ReplicaUpdateOut> ReplicaUpdate { get; } =
        new(TaskTypes.ReplicaUpdate, nameof(IWorkerReturn.ReturnReplicaUpdateAsync), new ReplicaUpdateOut(null, null))
        {
            Flag = new("--replica-update", "replica update", true, "LOTUS_WORKER_REPLICA_UPDATE"),
        };

    public static ResultDefinition<byte[]> ProveReplicaUpdate2 { get; } =
        new(TaskTypes.ProveReplicaUpdate2, nameof(IWorkerReturn.ReturnProveReplicaUpdate2Async), null)
        {
            Flag = new("--prove-replica-update2", "prove replica update 2, where its parameters are", true, "LOTUS_WORKER_PROVE_REPLICA_UPDATE2"),
        };

    public static ResultDefinition<NoResult> RegenSectorKey { get; } =
        new(TaskTypes.RegenSectorKey, nameof(IWorkerReturn.ReturnGenerateSectorKeyFromDataAsync), default)
        {
            Flag = new("--regen-sector-key", "regenerate sector keys", true, "LOTUS_WORKER_REGEN_SECTOR_KEY"),
        };

    public static ResultDefinition<NoResult> DownloadSector { get; } =
        new(TaskTypes.DownloadSector, nameof(IWorkerReturn.ReturnDownloadSectorAsync), default)
        {
            Flag = new("--sector-download", "download external sector data", false, "LOTUS_WORKER_SECTOR_DOWNLOAD"),
        };

    public static ResultDefinition<WindowPoStResult> WindowPoSt { get; } = new(TaskTypes.WindowPoSt)
    {
        Kind = WorkerKind.WindowPoSt,
        Flag = new("--windowpost", "window PoSt, where its parameters are", false, "LOTUS_WORKER_WINDOWPOST"),
    };

    public static ResultDefinition<PoStProof[]> WinningPoSt { get; } = new(TaskTypes.WinningPoSt)
    {
        Kind = WorkerKind.WinningPoSt,
        Flag = new("--winningpost", "winning PoSt, where its parameters are", false, "LOTUS_WORKER_WINNINGPOST"),
    };

    public static ResultDefinition<PieceInfo> DataCid { get; } =
        new(TaskTypes.DataCid, nameof(IWorkerReturn.ReturnDataCidAsync), NoPiece)
        {
            Flag = new("--data-cid", "data CIDs (default: as --addpiece)", false, Follows: TaskTypes.AddPiece),
        };

    public static ResultDefinition<NoResult> Fetch { get; } =
        new(TaskTypes.Fetch, nameof(IWorkerReturn.ReturnFetchAsync), default) { Generations = BothGenerations };

    /// <summary>A miner gives it to whoever fetches: it is no task type of its own.</summary>
    public static ResultDefinition<NoResult> MoveStorage { get; } = Fetch.EndedBy(nameof(IWorkerReturn.ReturnMoveStorageAsync));

    public static ResultDefinition<byte[]> Commit1 { get; } =
        new(TaskTypes.Commit1, nameof(IWorkerReturn.ReturnSealCommit1Async), null) { ReturnDeadline = ReturnDeadline };

    public static ResultDefinition<byte[][]> ProveReplicaUpdate1 { get; } =
        new(TaskTypes.ProveReplicaUpdate1, nameof(IWorkerReturn.ReturnProveReplicaUpdate1Async), null);

    public static ResultDefinition<NoResult> Finalize { get; } =
        new(TaskTypes.Finalize, nameof(IWorkerReturn.ReturnFinalizeSectorAsync), default);

    public static ResultDefinition<NoResult> FinalizeUnsealed { get; } =
        new(TaskTypes.FinalizeUnsealed, nameof(IWorkerReturn.ReturnReleaseUnsealedAsync), default);

    public static ResultDefinition<NoResult> FinalizeReplicaUpdate { get; } =
        new(TaskTypes.FinalizeReplicaUpdate, nameof(IWorkerReturn.ReturnFinalizeReplicaUpdateAsync), default);

    /// <summary>Every task type once; flags are shown and tasks are chosen in this order.</summary>
    public static IReadOnlyList<TaskDefinition> All { get; } =
    [
        AddPiece, PreCommit1, Unseal, PreCommit2, Commit2, ReplicaUpdate, ProveReplicaUpdate2, RegenSectorKey, DownloadSector, WindowPoSt,
        WinningPoSt, DataCid, Fetch, Commit1, ProveReplicaUpdate1, Finalize, FinalizeUnsealed, FinalizeReplicaUpdate,
    ];

    /// <summary>What calls may end with, by the name that the call store has.</summary>
    public static FrozenDictionary<string, TaskDefinition> ByReturn { get; } =
        All.Append(MoveStorage).Where(task => task.Returns is not null).ToFrozenDictionary(task => task.Returns!, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, TaskDefinition> ByName = All.ToFrozenDictionary(task => task.Name, StringComparer.Ordinal);

    /// <summary>Short names of all tasks.</summary>
    public static IReadOnlyList<string> ShortNames { get; } = [.. All.Select(task => task.Type.ShortName)];

    /// <summary>The definition of a long name, or null.</summary>
    public static TaskDefinition? Find(string task) => ByName.GetValueOrDefault(task);
}
