using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Status;

/// <summary>Says why a worker gets no task, from the miner's queue and what the worker has.</summary>
public static class IdleReason
{
    private static readonly string[] SizeNames = ["2KiB", "8MiB", "512MiB", "32GiB", "64GiB"];

    /// <summary>The reason in plain words; null for a worker that has work, or when the queue is not known.</summary>
    public static string? Of(PoolWorker worker, MinerView miner)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(miner);
        if (worker.Stats is not { } stats || miner.Scheduler is not { } scheduler || worker.HasWork) return null;
        if (!stats.Enabled) return "the miner cannot reach it, and gives it nothing until it can";
        HashSet<string> taken = [.. stats.Tasks ?? []];
        string[] queued = [.. scheduler.Requests.Select(request => request.Task).Distinct().OrderBy(TaskTypes.Order)];
        if (queued.Length == 0) return "the miner's queue is empty";
        string[] fitting = [.. queued.Where(taken.Contains)];
        if (fitting.Length == 0) return $"the miner's queue has {Names(queued)}, which this worker does not take";
        string[] shortages = [.. fitting.Select(task => Shortage(task, stats, miner.SectorSize)).OfType<string>().Distinct()];
        if (shortages.Length == fitting.Length) return string.Join("; ", shortages);
        if (!worker.Sessions.Any(scheduler.OpenWindows.Contains)) return $"{Names(fitting)} is queued, and it has not asked the miner for more work";
        return $"{Names(fitting)} is queued and it has room: the miner gives it out with its next round, unless the sector lies where it cannot get it";
    }

    private static string? Shortage(string task, WorkerStats stats, string sectorSize)
    {
        if (stats.Info.IgnoreResources || Needs(task, stats, sectorSize) is not { } needs) return null;
        WorkerResources has = stats.Info.Resources;
        ulong wanted = needs.MinMemory + needs.BaseMinMemory, used = stats.MemUsedMin + has.MemUsed;
        // Not how much is free: that moves at every look, and a status must not.
        if (wanted + used > has.MemPhysical) return $"{TaskTypes.ShortName(task)} needs {SizeText.Format(wanted)} of memory, and less is free";

        int gpus = has.Gpus?.Length ?? 0;
        if (needs.GpuUtilization > 0 && gpus > 0 && stats.GpuUsed + needs.GpuUtilization > gpus)
            return string.Create(CultureInfo.InvariantCulture, $"{TaskTypes.ShortName(task)} needs a GPU, and all {gpus} are in use");
        return null;
    }

    /// <summary>What the worker itself says that a task takes, else what Lotus says.</summary>
    private static TaskResources? Needs(string task, WorkerStats stats, string sectorSize)
    {
        int size = Array.IndexOf(SizeNames, sectorSize.Replace(" ", "", StringComparison.Ordinal));
        if (size < 0) return null;
        string proof = size.ToString(CultureInfo.InvariantCulture);
        if (stats.Info.Resources.Resources is { } own && own.TryGetValue(task, out Dictionary<string, TaskResources>? rows)
            && rows.TryGetValue(proof, out TaskResources? row))
            return row;
        return TaskTypes.Find(task)?.Needs is { } usual && size < usual.Count ? usual[size] : null;
    }

    private static string Names(IEnumerable<string> tasks) => string.Join(", ", tasks.Select(TaskTypes.ShortName));
}
