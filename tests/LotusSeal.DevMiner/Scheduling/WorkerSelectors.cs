using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>What a selector says of a worker.</summary>
/// <param name="Accepts">The worker may take the task.</param>
/// <param name="Preferred">When any worker is preferred, only preferred ones are considered.</param>
/// <param name="Rank">Smaller is better among equally loaded workers.</param>
internal readonly record struct Verdict(bool Accepts, bool Preferred = false, int Rank = 0);

/// <summary>What a selector looks at, read from the worker once a scheduling cycle.</summary>
internal sealed record WorkerView(IReadOnlySet<string> TaskTypes, IReadOnlySet<string> PathIds);

/// <summary>Decides which workers may take a task (protocol spec 4.3).</summary>
internal interface IWorkerSelector
{
    /// <summary>Judges every worker at once, so that the index is asked once.</summary>
    Task<IReadOnlyList<Verdict>> JudgeAsync(string task, IReadOnlyList<WorkerView> workers, CancellationToken cancellationToken);
}

/// <summary>Any worker that supports the task; those with fewer task types first, because the others are needed elsewhere.</summary>
internal sealed class TaskSelector : IWorkerSelector
{
    public Task<IReadOnlyList<Verdict>> JudgeAsync(string task, IReadOnlyList<WorkerView> workers, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Verdict>>(
            [.. workers.Select(worker => new Verdict(worker.TaskTypes.Contains(task), Rank: worker.TaskTypes.Count))]);
}

/// <summary>Workers with paths that can take new files of the types.</summary>
internal sealed class AllocSelector(ISectorIndex index, SectorRef sector, SectorFileType types, PathType pathType) : IWorkerSelector
{
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(string task, IReadOnlyList<WorkerView> workers, CancellationToken cancellationToken)
    {
        ulong size = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        StorageInfo[] paths = await IndexQueries.BestAllocOrNoneAsync(index, types, size, pathType, sector.Id.Miner, cancellationToken);
        return [.. workers.Select(worker => new Verdict(worker.TaskTypes.Contains(task) && Accepts(worker, paths)))];
    }

    private bool Accepts(WorkerView worker, StorageInfo[] paths)
    {
        SectorFileType missing = types;
        foreach (StorageInfo path in paths.Where(path => worker.PathIds.Contains(path.Id)))
            missing = TypeFilter.Subtract(missing, path.AllowTypes, path.DenyTypes);
        return missing == SectorFileType.None;
    }
}

/// <summary>Workers that hold files of the sector, or may fetch them.</summary>
internal sealed class ExistingSelector(ISectorIndex index, SectorRef sector, SectorFileType types, bool allowFetch) : IWorkerSelector
{
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(string task, IReadOnlyList<WorkerView> workers, CancellationToken cancellationToken)
    {
        ulong size = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, types, size, allowFetch, cancellationToken) ?? [];
        return [.. workers.Select(worker => new Verdict(worker.TaskTypes.Contains(task) && Accepts(worker, holders)))];
    }

    private bool Accepts(WorkerView worker, SectorStorageInfo[] holders)
    {
        SectorFileType missing = types;
        foreach (SectorStorageInfo holder in holders.Where(holder => worker.PathIds.Contains(holder.Id)))
        {
            missing = TypeFilter.Subtract(missing, holder.AllowTypes, holder.DenyTypes);
            if (missing == SectorFileType.None) return true;
        }

        return false;
    }
}

/// <summary>Workers with a long-term path; one that has the sector in such a path already is preferred.</summary>
internal sealed class MoveSelector(ISectorIndex index, SectorRef sector, SectorFileType types) : IWorkerSelector
{
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(string task, IReadOnlyList<WorkerView> workers, CancellationToken cancellationToken)
    {
        ulong size = PoRepConfig.ForProof(sector.ProofType).SectorSize;
        StorageInfo[] paths = await IndexQueries.BestAllocOrNoneAsync(index, types, size, PathType.Storage, sector.Id.Miner, cancellationToken);
        SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, types, size, false, cancellationToken) ?? [];
        HashSet<string> holding = [.. holders.Select(holder => holder.Id)];
        return [.. workers.Select(worker => Judge(task, worker, paths, holding))];
    }

    private Verdict Judge(string task, WorkerView worker, StorageInfo[] paths, HashSet<string> holding)
    {
        if (!worker.TaskTypes.Contains(task)) return default;
        SectorFileType missing = types;
        bool preferred = false;
        foreach (StorageInfo path in paths.Where(path => worker.PathIds.Contains(path.Id)))
        {
            missing = TypeFilter.Subtract(missing, path.AllowTypes, path.DenyTypes);
            preferred |= holding.Contains(path.Id);
        }

        return new Verdict(missing == SectorFileType.None, preferred);
    }
}

/// <summary>Index questions whose "nothing" is an error on the wire.</summary>
internal static class IndexQueries
{
    public static async Task<StorageInfo[]> BestAllocOrNoneAsync(ISectorIndex index, SectorFileType types, ulong size, PathType pathType, ulong miner,
        CancellationToken cancellationToken)
    {
        try
        {
            return await index.StorageBestAllocAsync(types, size, pathType, miner, cancellationToken) ?? [];
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return [];
        }
    }
}

/// <summary>AllowTypes and DenyTypes of a path (protocol spec 5.1): folder names; an empty list of allowed types allows all.</summary>
internal static class TypeFilter
{
    /// <summary>What remains of <paramref name="wanted"/> after a path took all the types it allows.</summary>
    public static SectorFileType Subtract(SectorFileType wanted, string[]? allow, string[]? deny)
    {
        SectorFileType remaining = wanted;
        foreach (SectorFileType type in wanted.Each())
        {
            string name = type.FolderName();
            bool allowed = allow is not { Length: > 0 } || allow.Contains(name);
            if (allowed && deny?.Contains(name) != true) remaining &= ~type;
        }

        return remaining;
    }
}
