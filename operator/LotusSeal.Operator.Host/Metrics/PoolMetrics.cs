using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using Prometheus;

namespace LotusSeal.Operator.Host.Metrics;

/// <summary>What is measured of pools (docs/spec/operator.md 6.11). The series of a pool go with it, those of a worker with its pod.</summary>
internal sealed class PoolMetrics
{
    private static readonly string[] Pool = ["namespace", "pool"];
    private static readonly double[] DrainBuckets = [60, 300, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
    private static readonly double[] StartBuckets = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800];

    private readonly EntitySeries _replicas, _gpus, _conditions, _tasks, _drainsStarted, _memory, _cpu, _gpuUse, _enabled;
    private readonly PoolSeries<Histogram.Child> _drains, _starts;
    private readonly PoolSeries<Counter.Child> _replacements;

    private EntitySeries[] Gauges => [_replicas, _gpus, _conditions, _tasks, _drainsStarted, _memory, _cpu, _gpuUse, _enabled];

    /// <param name="registry">Where the series are.</param>
    public PoolMetrics(CollectorRegistry registry)
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _replicas = New("sealworker_pool_replicas", "Workers of a pool, by state.", "state");
        _gpus = New("sealworker_pool_gpus", "GPUs in the limits of a pool's pods.", "resource");
        _conditions = New("sealworker_pool_condition", "1 while a condition of a pool is true, with its reason.", "type", "reason");
        _tasks = New("sealworker_tasks", "Tasks of a pool's workers, and those in the miner's queue that it could take.", "task", "state");
        _drainsStarted = New("sealworker_drain_started_timestamp_seconds", "When a worker began to end its work.", "worker");
        _memory = New("sealworker_worker_memory_used_bytes", "Memory in use at a worker, as the miner sees it.", "worker");
        _cpu = New("sealworker_worker_cpu_used", "Processors that the miner counts as used at a worker.", "worker");
        _gpuUse = New("sealworker_worker_gpu_used", "GPUs that the miner counts as used at a worker.", "worker");
        _enabled = New("sealworker_worker_enabled", "1 while the miner reaches a worker.", "worker");
        _drains = new(factory.CreateHistogram("sealworker_drain_duration_seconds", "Time from the beginning of a drain to the deletion of the pod.",
            [.. Pool, "reason", "result"], new HistogramConfiguration { Buckets = DrainBuckets }));
        _starts = new(factory.CreateHistogram("sealworker_worker_start_duration_seconds",
            "Time from the creation of a pod to its registration at the miner.", Pool, new HistogramConfiguration { Buckets = StartBuckets }));
        _replacements = new(factory.CreateCounter("sealworker_pod_replacements_total", "Pods that were replaced because they had failed.",
            [.. Pool, "reason"]));

        EntitySeries New(string name, string help, params string[] more) => new(factory.CreateGauge(name, help, [.. Pool, .. more]));
    }

    /// <summary>Sets what a pass has seen.</summary>
    public void Show(PoolObservation seen, PoolPlan plan, SealWorkerStatus status)
    {
        ObjectKey key = ObjectKey.Of(seen.Pool);
        (string State, int Count)[] states =
        [
            ("desired", seen.Pool.Spec.Replicas), ("current", status.Replicas), ("ready", status.ReadyReplicas),
            ("registered", status.RegisteredReplicas), ("busy", status.BusyReplicas), ("draining", status.DrainingReplicas),
            ("updated", status.UpdatedReplicas), ("failed", status.FailedReplicas),
        ];
        _replicas.Replace(key, states.Select(state => (new[] { state.State }, (double)state.Count)));
        _gpus.Replace(key, seen.Pool.Spec.Gpu.Count == 0 ? [] : [(new[] { seen.Pool.Spec.Gpu.ResourceName }, (double)status.Gpus)]);
        _conditions.Replace(key, (status.Conditions ?? [])
            .Select(condition => (new[] { condition.Type, condition.Reason }, condition.Status == "True" ? 1.0 : 0)));
        _tasks.Replace(key, Tasks(seen, plan));
        _drainsStarted.Replace(key, plan.Workers.Where(worker => worker.Pod.Drain is { } mark && mark.Started != DateTimeOffset.MaxValue)
            .Select(worker => (new[] { worker.Pod.Name }, (double)worker.Pod.Drain!.Started.ToUnixTimeSeconds())));
        PerWorker(_memory, stats => stats.Info.Resources.MemUsed);
        PerWorker(_cpu, stats => stats.CpuUse);
        PerWorker(_gpuUse, stats => stats.GpuUsed);
        PerWorker(_enabled, stats => stats.Enabled ? 1 : 0);

        void PerWorker(EntitySeries series, Func<WorkerStats, double> value) => series.Replace(key,
            plan.Workers.Where(worker => worker.Stats is not null).Select(worker => (new[] { worker.Pod.Name }, value(worker.Stats!))));
    }

    /// <summary>A worker has registered for the first time.</summary>
    public void Started(ObjectKey pool, TimeSpan duration) => _starts.Of(pool).Observe(Math.Max(0, duration.TotalSeconds));

    /// <summary>A drain has ended.</summary>
    public void Drained(ObjectKey pool, DrainMark mark, DeleteGround ground, DateTimeOffset now)
    {
        if (mark.Started > now) return;
        _drains.Of(pool, mark.Reason.ToString(), ground.ToString()).Observe((now - mark.Started).TotalSeconds);
    }

    /// <summary>A pod that had failed was replaced.</summary>
    public void Replaced(ObjectKey pool, string reason) => _replacements.Of(pool, reason).Inc();

    /// <summary>A pool is gone.</summary>
    public void Remove(ObjectKey pool)
    {
        foreach (EntitySeries series in Gauges) series.Remove(pool);
        _drains.Remove(pool);
        _starts.Remove(pool);
        _replacements.Remove(pool);
    }

    /// <summary>This operator looks at pools no more: what it saw last would stand beside what another one sees. What it has counted stays.</summary>
    public void Clear()
    {
        foreach (EntitySeries series in Gauges) series.Clear();
    }

    private static IEnumerable<(string[] Labels, double Value)> Tasks(PoolObservation seen, PoolPlan plan)
    {
        HashSet<string> served = [.. seen.Pool.Spec.Tasks.Select(task => TaskTypes.FromShortName(task.ToString())).OfType<string>()];
        IEnumerable<(string Task, string State)> running = plan.Workers.SelectMany(worker => worker.Jobs)
            .Select(job => (job.Task, job.RunWait switch { 0 => "running", 1 => "prepared", > 1 => "assigned", _ => "waiting" }));
        IEnumerable<(string Task, string State)> queued = (seen.Miner?.Scheduler?.Requests ?? []).Where(request => served.Contains(request.Task))
            .Select(request => (request.Task, "queued"));
        return running.Concat(queued).GroupBy(task => task)
            .Select(group => (new[] { TaskTypes.ShortName(group.Key.Task), group.Key.State }, (double)group.Count()));
    }
}
