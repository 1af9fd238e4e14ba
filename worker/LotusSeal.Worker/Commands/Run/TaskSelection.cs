using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>Which tasks a worker offers (protocol spec 1.3).</summary>
/// <param name="Kind">What the worker is for.</param>
/// <param name="Tasks">Long names.</param>
/// <param name="Dropped">Tasks that the rules choose by default but this worker cannot do, in the order of the rules.</param>
public sealed record TaskSelection(WorkerKind Kind, IReadOnlySet<string> Tasks, IReadOnlyList<string> Dropped)
{
    private static readonly string[] AlwaysOn =
    [
        TaskTypes.Fetch, TaskTypes.Commit1, TaskTypes.ProveReplicaUpdate1, TaskTypes.Finalize, TaskTypes.FinalizeUnsealed,
            TaskTypes.FinalizeReplicaUpdate,
    ];

    /// <summary>Applies the rules of protocol spec 1.3, then leaves out what is not in <paramref name="canDo"/>.</summary>
    /// <exception cref="UsageException">Kinds are mixed, nothing is left, or a task that cannot be done was asked for explicitly.</exception>
    public static TaskSelection Select(TaskFlags flags, Func<string, bool> canDo)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(canDo);
        List<(string Task, string? Flag)> chosen = [];
        WorkerKind kind = WorkerKind.None;
        if (flags.WindowPoSt)
        {
            chosen.Add((TaskTypes.WindowPoSt, "--windowpost"));
            kind = WorkerKind.WindowPoSt;
        }

        if (flags.WinningPoSt)
        {
            chosen.Add((TaskTypes.WinningPoSt, "--winningpost"));
            kind = WorkerKind.WinningPoSt;
        }

        bool proofOfSpacetime = kind != WorkerKind.None;
        if (!proofOfSpacetime)
        {
            chosen.AddRange(AlwaysOn.Select(task => (task, (string?)null)));
            if (!flags.NoDefault) kind = WorkerKind.Sealing;
        }

        AddByFlag(chosen, flags, kind);
        if (!proofOfSpacetime) kind = WorkerKind.Sealing;

        RejectWhatCannotBeDone(chosen, canDo);
        RejectMixedKinds(chosen, kind);
        HashSet<string> tasks = new(chosen.Select(entry => entry.Task).Where(canDo), StringComparer.Ordinal);
        if (tasks.Count == 0) throw new UsageException("no task types are selected; switch at least one on.");
        return new TaskSelection(kind, tasks, [.. chosen.Select(entry => entry.Task).Where(task => !canDo(task))]);
    }

    private static void AddByFlag(List<(string Task, string? Flag)> chosen, TaskFlags flags, WorkerKind kind)
    {
        bool addPiece = Add(TaskTypes.AddPiece, "--addpiece", flags.AddPiece);
        Add(TaskTypes.DownloadSector, "--sector-download", flags.SectorDownload);
        Add(TaskTypes.PreCommit1, "--precommit1", flags.PreCommit1);
        Add(TaskTypes.Unseal, "--unseal", flags.Unseal);
        Add(TaskTypes.PreCommit2, "--precommit2", flags.PreCommit2);
        Add(TaskTypes.Commit2, "--commit", flags.Commit);
        Add(TaskTypes.ReplicaUpdate, "--replica-update", flags.ReplicaUpdate);
        Add(TaskTypes.ProveReplicaUpdate2, "--prove-replica-update2", flags.ProveReplicaUpdate2);
        Add(TaskTypes.RegenSectorKey, "--regen-sector-key", flags.RegenSectorKey);
        bool dataCid = flags.DataCid.Explicit ? flags.DataCid.Value : addPiece;
        if (kind == WorkerKind.Sealing && dataCid) chosen.Add((TaskTypes.DataCid, flags.DataCid.Explicit ? "--data-cid" : null));

        bool Add(string task, string flag, Given<bool> given)
        {
            if (!given.Value || (kind != WorkerKind.Sealing && !given.Explicit)) return false;
            chosen.Add((task, given.Explicit ? flag : null));
            return true;
        }
    }

    private static void RejectWhatCannotBeDone(List<(string Task, string? Flag)> chosen, Func<string, bool> canDo)
    {
        foreach ((string task, string? flag) in chosen)
        {
            if (flag is not null && !canDo(task))
                throw new UsageException(
                    $"{flag}: this worker cannot do {TaskTypes.ShortName(task)} ({task}); leave the flag out or set it to false.");
        }
    }

    private static void RejectMixedKinds(List<(string Task, string? Flag)> chosen, WorkerKind kind)
    {
        foreach ((string task, string? flag) in chosen)
        {
            if (KindOf(task) != kind)
                throw new UsageException($"{flag ?? task}: a {kind} worker cannot also do {TaskTypes.ShortName(task)}; run another worker for it.");
        }
    }

    private static WorkerKind KindOf(string task) => task switch
    {
        TaskTypes.WindowPoSt => WorkerKind.WindowPoSt,
        TaskTypes.WinningPoSt => WorkerKind.WinningPoSt,
        _ => WorkerKind.Sealing,
    };
}
