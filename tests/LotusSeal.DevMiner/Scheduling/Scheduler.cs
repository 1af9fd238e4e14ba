using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>Queues tasks and assigns them to workers' windows (protocol spec 4.3).</summary>
internal sealed class Scheduler : IAsyncDisposable
{
    private readonly SchedState _state = new();
    private readonly WorkerLoop _workerLoop;
    private readonly SchedulerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private long _cycles;

    public Scheduler(SchedulerOptions options, Func<SchedWorker, WorkerLease> lease, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _workerLoop = new WorkerLoop(_state, options, lease, time, logger);
        _loops.Add(Task.Run(() => AssignLoopAsync(_stop.Token)));
    }

    /// <summary>How many times the queue was gone through.</summary>
    public long Cycles => Interlocked.Read(ref _cycles);

    /// <summary>Takes a worker in; false when its session is known already.</summary>
    public bool AddWorker(SchedWorker worker)
    {
        lock (_state.Gate)
        {
            if (_state.Workers.ContainsKey(worker.Id)) return false;
            _state.Workers[worker.Id] = worker;
            _loops.RemoveAll(loop => loop.IsCompleted);
            _loops.Add(Task.Run(() => _workerLoop.RunAsync(worker, _stop.Token)));
        }

        _state.SignalChange();
        return true;
    }

    /// <summary>Queues a task; the result is there when its work step has ended.</summary>
    public async Task ScheduleAsync(SchedRequest request)
    {
        request.Queued = _time.GetUtcNow();
        lock (_state.Gate) _state.Queue.Add(request);
        _state.SignalChange();
        await using CancellationTokenRegistration withdraw = request.Cancellation.Register(() => Withdraw(request));
        await request.Completion;
    }

    /// <summary>The workers, in order of their UUID.</summary>
    public IReadOnlyList<SchedWorker> Workers()
    {
        lock (_state.Gate) return [.. _state.Workers.Values.OrderBy(worker => worker.Id.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Whether any enabled worker says that it takes a task.</summary>
    public async Task<bool> IsOfferedAsync(string task, CancellationToken cancellationToken)
    {
        WorkerView?[] views = await Task.WhenAll(Workers().Where(worker => worker.Enabled).Select(worker => ViewAsync(worker, cancellationToken)));
        return views.Any(view => view?.TaskTypes.Contains(task) == true);
    }

    /// <summary>Counters of a worker at one moment.</summary>
    public WorkerStats Stats(SchedWorker worker, string[] tasks)
    {
        lock (_state.Gate)
        {
            return new WorkerStats(worker.Info, tasks, worker.Enabled, worker.Active.MemUsedMin, worker.Active.MemUsedMax, worker.Active.GpuUsed,
                worker.Active.CpuUse, new Dictionary<string, int>(worker.Active.Counts));
        }
    }

    /// <summary>Queued requests in queue order, and one worker id for each open window.</summary>
    public (IReadOnlyList<SchedRequest> Requests, IReadOnlyList<Guid> OpenWindows) Snapshot()
    {
        lock (_state.Gate)
        {
            return ([.. _state.Queue.Order(Comparer<SchedRequest>.Create(SchedRequest.Compare))],
                [.. _state.Workers.Values.Where(worker => worker.Enabled).SelectMany(worker => Enumerable.Repeat(worker.Id, OpenWindows(worker)))]);
        }
    }

    /// <summary>Tasks assigned to workers and not started, with their window's index.</summary>
    public IReadOnlyList<(Guid Worker, SchedRequest Request, int Window)> Assigned()
    {
        lock (_state.Gate)
        {
            return [.. from worker in _state.Workers.Values
                       from window in worker.Windows.Index()
                       from request in window.Item.Todo
                       select (worker.Id, request, window.Index)];
        }
    }

    /// <summary>Waits for the loops to end; tasks that run on workers go on there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] loops;
        lock (_state.Gate) loops = [.. _loops];
        await Task.WhenAll(loops);
        foreach (SchedWorker worker in Workers()) await worker.DisposeAsync();
        _stop.Dispose();
    }

    private int OpenWindows(SchedWorker worker) => Math.Max(0, _options.WindowsPerWorker - worker.Windows.Count);

    private void Withdraw(SchedRequest request)
    {
        lock (_state.Gate)
        {
            bool waiting = _state.Queue.Remove(request);
            foreach (SchedWorker worker in _state.Workers.Values)
                waiting |= worker.Windows.Any(window => window.Todo.Remove(request));
            if (!waiting) return;
        }

        request.Fail(new OperationCanceledException(request.Cancellation));
    }

    private async Task AssignLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_options.StartDelay, _time, cancellationToken);
            while (true)
            {
                // Paths and health change without an event, so the queue is looked at again after a while.
                await _state.WaitForChangeAsync(_options.Heartbeat, cancellationToken);
                await CycleAsync(cancellationToken);
                Interlocked.Increment(ref _cycles);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task CycleAsync(CancellationToken cancellationToken)
    {
        List<SchedRequest> requests;
        List<SchedWorker> workers;
        lock (_state.Gate)
        {
            requests = [.. _state.Queue.Order(Comparer<SchedRequest>.Create(SchedRequest.Compare))];
            workers = [.. _state.Workers.Values.Where(worker => worker.Enabled && OpenWindows(worker) > 0).OrderBy(worker => worker.Id)];
        }

        if (requests.Count == 0 || workers.Count == 0) return;
        WorkerView?[] views = await Task.WhenAll(workers.Select(worker => ViewAsync(worker, cancellationToken)));
        List<(SchedWorker Worker, WorkerView View)> able =
            [.. workers.Zip(views).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
        List<(SchedRequest, List<(SchedWorker, Verdict)>)> judged = [];
        foreach (SchedRequest request in requests)
        {
            List<(SchedWorker, Verdict)> accepted = await JudgeAsync(request, able, cancellationToken);
            if (accepted.Count > 0) judged.Add((request, accepted));
        }

        Assign(judged);
    }

    private async Task<WorkerView?> ViewAsync(SchedWorker worker, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_options.PollTimeout);
            Dictionary<string, EmptyObject>? tasks = await worker.Api.TaskTypesAsync(limit.Token);
            StoragePath[]? paths = await worker.Api.PathsAsync(limit.Token);
            return new WorkerView((tasks ?? []).Keys.ToHashSet(), (paths ?? []).Select(path => path.Id).ToHashSet());
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("Worker {Worker} ({Host}) did not tell its task types and paths: {Reason}", worker.Id,
                worker.Info.Hostname, error.Message);
            return null;
        }
    }

    private async Task<List<(SchedWorker Worker, Verdict Verdict)>> JudgeAsync(SchedRequest request, List<(SchedWorker Worker, WorkerView View)> able,
        CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<Verdict> verdicts = await request.Selector.JudgeAsync(request.Task, [.. able.Select(pair => pair.View)], cancellationToken);
            List<(SchedWorker Worker, Verdict Verdict)> accepted =
                [.. able.Zip(verdicts).Where(pair => pair.Second.Accepts).Select(pair => (pair.First.Worker, pair.Second))];
            bool preferred = accepted.Any(pair => pair.Verdict.Preferred);
            return [.. accepted.Where(pair => pair.Verdict.Preferred == preferred).OrderBy(pair => pair.Verdict.Rank)];
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning("Cannot select a worker for {Task} of {Sector}: {Reason}", request.Task, request.Sector.Id, error.Message);
            return [];
        }
    }

    /// <summary>Gives each task to the window of the least used worker that has room (the assigner <c>utilization</c>).</summary>
    private void Assign(List<(SchedRequest Request, List<(SchedWorker Worker, Verdict Verdict)> Accepted)> judged)
    {
        lock (_state.Gate)
        {
            Dictionary<SchedWorker, List<SchedWindow>> windows = [];
            Dictionary<SchedWorker, double> load = [];
            foreach ((SchedRequest request, List<(SchedWorker Worker, Verdict Verdict)> accepted) in judged)
            {
                if (!_state.Queue.Contains(request)) continue;
                (SchedWorker Worker, SchedWindow Window)? best = null;
                foreach ((SchedWorker worker, Verdict _) in accepted)
                {
                    if (!worker.Enabled || worker.Closed.IsCancellationRequested) continue;
                    if (!windows.TryGetValue(worker, out List<SchedWindow>? open))
                    {
                        windows[worker] = open = [.. Enumerable.Range(0, OpenWindows(worker)).Select(_ => new SchedWindow())];
                        load[worker] = worker.Active.Utilization(worker.Info.Resources);
                    }

                    if (best is { } chosen && load[worker] >= load[chosen.Worker]) continue;
                    SchedWindow? window = open.Find(candidate => candidate.Allocated.CanHandle(request.SealTask, worker.Needs(request), worker.Info));
                    if (window is not null) best = (worker, window);
                }

                if (best is not { } found) continue;
                found.Window.Allocated.Add(request.SealTask, found.Worker.Needs(request), found.Worker.Info.Resources);
                found.Window.Todo.Add(request);
                load[found.Worker] += found.Window.Allocated.Utilization(found.Worker.Info.Resources);
                _state.Queue.Remove(request);
            }

            foreach ((SchedWorker worker, List<SchedWindow> open) in windows)
            {
                worker.Windows.AddRange(open.Where(window => window.Todo.Count > 0));
                if (worker.Windows.Count > 0) worker.Wake();
            }
        }
    }
}
