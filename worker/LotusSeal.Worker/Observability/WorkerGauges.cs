using System.Diagnostics.Metrics;
using LotusSeal.Lotus.Types;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Observability;

/// <summary>Gauges over the running worker.</summary>
internal static class WorkerGauges
{
    /// <summary>Registers the gauges.</summary>
    public static void Register(WorkerMetrics metrics, TaskRunner runner, ResultDelivery delivery, ISectorStore store, MinerConnectionState link)
    {
        metrics.Gauge("lotusseal_miner_connected", "1", "1 while the miner answers and this worker is registered.",
            () => [new(link.IsReady ? 1 : 0)]);
        metrics.Gauge("lotusseal_undelivered_results", "{calls}", "Results that the miner has not taken yet.", () => [new(delivery.Count)]);
        metrics.Gauge("lotusseal_undelivered_oldest_seconds", "s", "Age of the oldest result that the miner has not taken yet.",
            () => [new(delivery.OldestAge.TotalSeconds)]);
        metrics.Gauge("lotusseal_jobs", "{calls}", "Open calls by task and state.", () => runner.Jobs().Select(job => job.Report())
            .GroupBy(report => (report.ShortTask, report.State))
            .Select(group => new Measurement<double>(group.Count(), new("task", group.Key.ShortTask), new("state", group.Key.State))));
        JobGauge(metrics, runner, "lotusseal_job_progress_ratio", "1", "Share of a running job that is done.",
            report => report.Total > 0 ? (double)report.Done / report.Total : null);
        JobGauge(metrics, runner, "lotusseal_job_rate", "{units}/s", "Units a second of a running job.",
            report => report.Total > 0 ? report.RatePerSecond : null);
        JobGauge(metrics, runner, "lotusseal_job_eta_seconds", "s", "Seconds left of a running job at its present rate.",
            report => report.EtaSeconds);
        JobGauge(metrics, runner, "lotusseal_job_age_seconds", "s", "Seconds since the call of an open job was accepted.",
            report => report.AgeSeconds);
        PathGauge(metrics, store, "lotusseal_path_capacity_bytes", "Size of the file system of a storage path.", stat => stat.Capacity);
        PathGauge(metrics, store, "lotusseal_path_available_bytes", "Bytes a storage path offers for new files.", stat => stat.Available);
        PathGauge(metrics, store, "lotusseal_path_reserved_bytes", "Bytes a storage path keeps for running work.", stat => stat.Reserved);
    }

    private static void JobGauge(WorkerMetrics metrics, TaskRunner runner, string name, string unit, string description,
        Func<JobReport, double?> value) =>
        metrics.Gauge(name, unit, description, () => runner.Jobs().Select(job => job.Report())
            .Where(report => value(report) is not null)
            .Select(report => new Measurement<double>(value(report)!.Value, new("task", report.ShortTask),
                new("sector", $"s-t0{report.Miner}-{report.Sector}"), new("call", report.Call))));

    private static void PathGauge(WorkerMetrics metrics, ISectorStore store, string name, string description, Func<FsStat, long> value) =>
        metrics.Gauge(name, "By", description, () => Paths(store, value));

    private static List<Measurement<double>> Paths(ISectorStore store, Func<FsStat, long> value)
    {
        List<Measurement<double>> measurements = [];
        foreach (StoragePath path in store.LocalPaths)
        {
            try
            {
                if (store.Stat(path.Id) is { } stat) measurements.Add(new(value(stat), new("path", path.LocalPath), new("id", path.Id)));
            }
            catch (StorageException)
            {
                // A path that cannot be read has no numbers; its health report tells the miner why.
            }
        }

        return measurements;
    }
}
