using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Memory;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Selection;
using LotusSeal.Storage;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Cores;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Observability;

/// <summary>Gauges over the running worker, read when metrics are asked for.</summary>
internal static class WorkerGauges
{
    /// <summary>The gauge that is there from the start, also while the miner is waited for.</summary>
    public static void Register(WorkerMetrics metrics, MinerConnectionState link) =>
        metrics.Gauge("lotusseal_miner_connected", "1 while the miner answers and this worker is registered.", () => link.IsReady ? 1 : 0);

    /// <summary>The gauges over what the miner has not taken, which may be much while it is waited for.</summary>
    public static void Register(WorkerMetrics metrics, ResultDelivery delivery)
    {
        metrics.Gauge("lotusseal_undelivered_results", "Results that the miner has not taken yet.", () => delivery.Count);
        metrics.Gauge("lotusseal_undelivered_oldest_seconds", "Age of the oldest result that the miner has not taken yet.",
            () => delivery.OldestAge.TotalSeconds);
    }

    /// <summary>The gauge over the tasks that were asked for.</summary>
    public static void Register(WorkerMetrics metrics, TaskTypeSet tasks)
    {
        ScrapedGauge withheld = metrics.Gauge("lotusseal_task_withheld", "1 for a task that this worker was asked to do and cannot do.",
            WorkerMetrics.TaskLabel);
        Lock gate = new();
        metrics.BeforeScrape(() =>
        {
            lock (gate)
            {
                withheld.Replace(TaskCatalog.All.Where(task => tasks.WasChosen(task.Name))
                    .Select(task => (new[] { task.Type.ShortName }, tasks.Withheld(task.Name) is null ? 0.0 : 1)));
            }
        });
    }

    /// <summary>The gauges over the cores of label chains.</summary>
    public static void Register(WorkerMetrics metrics, LabelCores cores)
    {
        metrics.Gauge("lotusseal_label_cores", "Cores on which PreCommit1 labels, each a sector's own; 0 where it has none.",
            () => cores.Report().Cores.Count);
        metrics.Gauge("lotusseal_label_cores_taken", "Those of them on which a sector is labelled.",
            () => cores.Report().Cores.Count(core => core.Chain is not null));
    }

    /// <summary>The gauges over work and storage.</summary>
    public static void Register(WorkerMetrics metrics, TaskRunner runner, ISectorStore store, ISectorSealer sealer)
    {
        RegisterJobs(metrics, runner);
        RegisterPaths(metrics, store);
        RegisterBackends(metrics, sealer);
        RegisterLayers(metrics);
    }

    /// <summary>The gauges over open calls: numbers a task type, since sectors are at <c>/jobs</c>.</summary>
    public static void RegisterJobs(WorkerMetrics metrics, TaskRunner runner)
    {
        ScrapedGauge open = metrics.Gauge("lotusseal_jobs", "Open calls by task and state.", "state", WorkerMetrics.TaskLabel);
        ScrapedGauge progress = JobGauge("lotusseal_job_progress_ratio", "Share that is done of the running job of a task that is least far.");
        ScrapedGauge rate = JobGauge("lotusseal_job_rate", "Units a second of all running jobs of a task.");
        ScrapedGauge eta = JobGauge("lotusseal_job_eta_seconds", "Seconds left, at its present rate, of the running job of a task that ends last.");
        ScrapedGauge age = JobGauge("lotusseal_job_age_seconds", "Seconds since the oldest open call of a task was accepted.");
        Lock gate = new();
        metrics.BeforeScrape(() =>
        {
            lock (gate)
            {
                JobReport[] jobs = [.. runner.Jobs().Select(job => job.Report())];
                open.Replace(Counts(jobs));
                progress.Replace(ByTask(jobs.Where(job => job.Total > 0), group => group.Min(job => (double)job.Done / job.Total)));
                rate.Replace(ByTask(jobs.Where(job => job.Total > 0), group => group.Sum(job => job.RatePerSecond)));
                eta.Replace(ByTask(jobs.Where(job => job.EtaSeconds is not null), group => group.Max(job => job.EtaSeconds!.Value)));
                age.Replace(ByTask(jobs, group => group.Max(job => job.AgeSeconds)));
            }
        });

        ScrapedGauge JobGauge(string name, string help) => metrics.Gauge(name, help, WorkerMetrics.TaskLabel);
    }

    /// <summary>Every task in every state, nothing counted as 0.</summary>
    private static IEnumerable<(string[] Labels, double Value)> Counts(JobReport[] jobs)
    {
        ILookup<(string, string), JobReport> open = jobs.ToLookup(job => (job.State, job.ShortTask));
        return from state in (string[])[JobReport.QueuedState, JobReport.RunningState, JobReport.JoinedState]
               from task in TaskCatalog.ShortNames
               select (new[] { state, task }, (double)open[(state, task)].Count());
    }

    private static IEnumerable<(string[] Labels, double Value)> ByTask(IEnumerable<JobReport> jobs, Func<IEnumerable<JobReport>, double> value) =>
        jobs.GroupBy(job => job.ShortTask).Select(group => (new[] { group.Key }, value(group)));

    /// <summary>A backend that fails is retired while the worker runs, so the choice is read each time.</summary>
    private static void RegisterBackends(WorkerMetrics metrics, ISectorSealer sealer)
    {
        ScrapedGauge backend = metrics.Gauge("lotusseal_backend_info", "1 for the arithmetic that computes a phase of sealing.", "backend", "phase");
        Lock gate = new();
        metrics.BeforeScrape(() =>
        {
            lock (gate) backend.Replace(sealer.Backends.Phases.Select(phase => (new[] { phase.Value, ShortName(phase.Key) }, 1.0)));
        });
    }

    /// <summary>Every kind of page, also those that no layer lies in.</summary>
    private static void RegisterLayers(WorkerMetrics metrics)
    {
        ScrapedGauge layers = metrics.Gauge("lotusseal_layer_memory_bytes", "Memory of the layers that are labelled, by the pages that it lies in.",
            "pages");
        Lock gate = new();
        metrics.BeforeScrape(() =>
        {
            PageUse held = LayerPages.Held;
            lock (gate)
            {
                layers.Replace([(["hugetlb_1g"], held.Gigantic), (["hugetlb_2m"], held.Huge), (["transparent"], held.Transparent),
                    (["ordinary"], held.Ordinary)]);
            }
        });
    }

    /// <summary>The task whose time a phase is.</summary>
    public static string ShortName(SealingPhase phase) => TaskTypes.ShortName(phase switch
    {
        SealingPhase.Pieces => TaskTypes.AddPiece,
        SealingPhase.PreCommit1 => TaskTypes.PreCommit1,
        SealingPhase.PreCommit2 => TaskTypes.PreCommit2,
        SealingPhase.Commit1 => TaskTypes.Commit1,
        SealingPhase.Unseal => TaskTypes.Unseal,
        SealingPhase.Update => TaskTypes.ReplicaUpdate,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No task has this phase."),
    });

    private static void RegisterPaths(WorkerMetrics metrics, ISectorStore store)
    {
        ScrapedGauge capacity = PathGauge(
            "lotusseal_path_capacity_bytes", "Size of a storage path: that of its file system, or its limit where that is less.");
        ScrapedGauge available = PathGauge("lotusseal_path_available_bytes", "Bytes a storage path offers for new files.");
        ScrapedGauge reserved = PathGauge("lotusseal_path_reserved_bytes", "Bytes a storage path keeps for running work.");
        Lock gate = new();
        metrics.BeforeScrape(() =>
        {
            List<(string[] Labels, FsStat Stat)> paths = Paths(store);
            lock (gate)
            {
                capacity.Replace(paths.Select(path => (path.Labels, (double)CapacityOf(path.Stat))));
                available.Replace(paths.Select(path => (path.Labels, (double)path.Stat.Available)));
                reserved.Replace(paths.Select(path => (path.Labels, (double)path.Stat.Reserved)));
            }
        });

        ScrapedGauge PathGauge(string name, string help) => metrics.Gauge(name, help, "id", "path");
    }

    /// <summary>What a path may hold: <c>--max-storage</c> may be far below the size of its disk, and the room on it is measured by that.</summary>
    public static long CapacityOf(FsStat stat) => stat.Max > 0 ? Math.Min(stat.Max, stat.Capacity) : stat.Capacity;

    /// <summary>As the last health report found them: a scrape asks no disk, which may be one that does not answer.</summary>
    private static List<(string[] Labels, FsStat Stat)> Paths(ISectorStore store)
    {
        List<(string[] Labels, FsStat Stat)> paths = [];
        foreach (StoragePath path in store.LocalPaths)
        {
            // A path that cannot be read has no numbers; its health report tells the miner why.
            if (store.LastStat(path.Id) is { } stat) paths.Add(([path.Id, path.LocalPath], stat));
        }

        return paths;
    }
}
