using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>Tells whether a miner says something else than before. Memory and processors in use move with every answer and do not count.</summary>
internal static class ViewPrint
{
    /// <summary>Equal for views that say the same.</summary>
    public static string Of(MinerView view)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"{view.Actor}|{view.Session}|{view.SectorSize}|{view.Version}");
        foreach ((Guid session, WorkerStats stats) in view.Workers.OrderBy(entry => entry.Key))
        {
            Add(hash, $"worker {session}");
            hash.AppendData(LotusJson.Serialize(Steady(stats)));
        }

        foreach ((Guid session, IReadOnlyList<WorkerJob> jobs) in view.Jobs.OrderBy(entry => entry.Key))
        {
            Add(hash, $"jobs {session}");
            foreach (WorkerJob job in jobs)
                Add(hash, $"{job.Id}|{job.Sector.Miner}|{job.Sector.Number}|{job.Task}|{job.RunWait}|{job.Start.UtcTicks}|{job.Hostname}");
        }

        foreach (MinerPath path in view.Paths)
        {
            Add(hash, $"path {path.Id}|{string.Join('|', path.Urls)}");
            foreach (Primitives.SectorId sector in path.Sectors) Add(hash, $"{sector.Miner}-{sector.Number}");
        }

        AddQueue(hash, view.Scheduler);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AddQueue(IncrementalHash hash, SchedulerView? queue)
    {
        if (queue is null) return;
        Add(hash, $"queue");
        foreach (QueuedRequest request in queue.Requests) Add(hash, $"{request.Sector.Miner}-{request.Sector.Number}|{request.Task}");
        foreach (Guid window in queue.OpenWindows) Add(hash, $"{window}");
    }

    private static WorkerStats Steady(WorkerStats stats) => stats with
    {
        Info = stats.Info with { Resources = stats.Info.Resources with { MemUsed = 0, MemSwapUsed = 0 } },
        MemUsedMin = 0,
        MemUsedMax = 0,
        GpuUsed = 0,
        CpuUse = 0,
        TaskCounts = stats.TaskCounts?.OrderBy(count => count.Key, StringComparer.Ordinal).ToDictionary(),
    };

    private static void Add(IncrementalHash hash, FormattableString text) =>
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\n"));
}
