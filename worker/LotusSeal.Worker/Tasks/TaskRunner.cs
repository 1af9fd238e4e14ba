using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Accepts calls, runs each on a thread of its own so that the server's threads stay free for heartbeats, stores the result and hands it to the
/// delivery. The miner plans what a worker may do at once; here only MaxConcurrent of the resource table and a bound on open calls apply.
/// </summary>
internal sealed class TaskRunner : IDisposable
{
    /// <summary>Open calls at most; a miner plans two windows a worker, far below this.</summary>
    public const int MaxOpenCalls = 1024;

    private readonly CallStore _calls;
    private readonly ResultDelivery _delivery;
    private readonly TaskServices _services;
    private readonly ResourceTable _resources;
    private readonly string _workerName;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger<TaskRunner> _logger;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Job> _jobs = [];
    private readonly Dictionary<string, LinkedList<Job>> _queued = [];
    private readonly Dictionary<string, int> _running = [];
    private int _direct;
    private TaskCompletionSource? _quiet;

    public TaskRunner(CallStore calls, ResultDelivery delivery, TaskServices services, ResourceTable resources, string workerName,
        WorkerMetrics metrics,
        ILogger<TaskRunner> logger, TimeProvider? clock = null)
    {
        (_calls, _delivery, _services, _resources, _workerName) = (calls, delivery, services, resources, workerName);
        (_metrics, _logger, _clock) = (metrics, logger, clock ?? TimeProvider.System);
    }

    /// <summary>True when nothing runs or waits to run.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate) return _jobs.Count == 0 && _direct == 0;
        }
    }

    /// <summary>The open jobs, oldest first.</summary>
    public IReadOnlyList<Job> Jobs()
    {
        lock (_gate) return [.. _jobs.Values.OrderBy(job => job.Entry.AcceptedAt)];
    }

    /// <summary>Accepts a call: when this returns, the call is on disk and will be returned exactly once, whatever happens.</summary>
    /// <exception cref="RpcException">The parameters are wrong, too many calls are open, or the worker stops.</exception>
    public async Task<CallId> SubmitAsync(SealTask task)
    {
        task.Check();
        CallId call = new(task.Sector, Guid.NewGuid());
        CallEntry entry = new(call, task.Returns, task.TaskType, CallState.Accepted, _clock.GetUtcNow(), null);
        Job job = new(entry, task, _clock);
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) throw new RpcException("the worker is stopping and takes no more work");
            if (_jobs.Count >= MaxOpenCalls) throw new RpcException($"the worker has {MaxOpenCalls} open calls and takes no more");
            _jobs.Add(call.Id, job);
        }

        try
        {
            await Task.Run(() => _calls.Accept(call, task.Returns, task.TaskType));
        }
        catch (Exception e)
        {
            Remove(job);
            throw new RpcException($"the call could not be stored: {e.Message}", e);
        }

        _metrics.CallAccepted(task.TaskType);
        _logger.CallAccepted(task.ToString(), call.ToString());
        StartOrQueue(job);
        return call;
    }

    /// <summary>
    /// Runs a task for a caller that waits for the result itself: nothing is stored (protocol spec 2.8, the synchronous calls of the first
    /// generation).
    /// </summary>
    public async Task<object?> RunForCallerAsync(SealTask task, CancellationToken cancellationToken)
    {
        task.Check();
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) throw new RpcException("the worker is stopping and takes no more work");
            if (_direct >= MaxOpenCalls) throw new RpcException($"the worker has {MaxOpenCalls} open calls and takes no more");
            _direct++;
        }

        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            TaskCompletionSource<object?> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
            long startedAt = _clock.GetTimestamp();
            JobProgress progress = new(_clock);
            StartThread(task.ToString(), () =>
            {
                try
                {
                    result.SetResult(task.RunAsync(_services, progress, either.Token).GetAwaiter().GetResult());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            });
            object? value = await result.Task;
            _metrics.PhaseSeconds(task.TaskType, "ok", _clock.GetElapsedTime(startedAt));
            return value;
        }
        finally
        {
            lock (_gate)
            {
                _direct--;
                SignalQuiet();
            }
        }
    }

    /// <summary>Waits until nothing runs or waits to run.</summary>
    public async Task WaitQuietAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task quiet;
            lock (_gate)
            {
                if (_jobs.Count == 0 && _direct == 0) return;
                quiet = (_quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await quiet.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Takes no more work and cancels what runs; cancelled calls stay in the store and are returned as restarted by the next process.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        lock (_gate)
        {
            foreach (LinkedList<Job> queue in _queued.Values)
            {
                foreach (Job job in queue) _jobs.Remove(job.Entry.Call.Id);
                queue.Clear();
            }
        }

        await _stopping.CancelAsync();
        using CancellationTokenSource limit = new(patience);
        try
        {
            await WaitQuietAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Work that does not end in time is ended with the process.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private static void StartThread(string name, Action work) => new Thread(() => work()) { IsBackground = true, Name = name }.Start();

    private static string Lane(SealTask task) => task.ProofType is { } proof ? $"{(int)proof}:{task.TaskType}" : task.TaskType;

    private void StartOrQueue(Job job)
    {
        string lane = Lane(job.Task);
        int limit = _resources.MaxConcurrent(job.Task.TaskType, job.Task.ProofType);
        lock (_gate)
        {
            int running = _running.GetValueOrDefault(lane);
            if (limit > 0 && running >= limit)
            {
                if (!_queued.TryGetValue(lane, out LinkedList<Job>? queue)) _queued[lane] = queue = new LinkedList<Job>();
                queue.AddLast(job);
                _logger.TaskQueued(job.Task.ToString(), running, limit);
                return;
            }

            _running[lane] = running + 1;
        }

        Start(job, lane);
    }

    private void Start(Job job, string lane)
    {
        job.StartedAt = _clock.GetTimestamp();
        StartThread(job.Task.ToString(), () =>
        {
            try
            {
                Run(job);
            }
            finally
            {
                Job? next = null;
                lock (_gate)
                {
                    _running[lane]--;
                    if (_queued.TryGetValue(lane, out LinkedList<Job>? queue) && queue.First is { } first)
                    {
                        next = first.Value;
                        queue.RemoveFirst();
                        _running[lane]++;
                    }
                }

                Remove(job);
                if (next is not null) Start(next, lane);
            }
        });
    }

    private void Run(Job job)
    {
        string task = job.Task.ToString(), call = job.Entry.Call.ToString();
        CallResult result;
        try
        {
            _calls.MarkRunning(job.Entry.Call);
            _logger.TaskStarted(task, call);
            object? value = job.Task.RunAsync(_services, job.Progress, _stopping.Token).GetAwaiter().GetResult();
            result = CallResult.Success(value);
            _logger.TaskFinished(task, job.Running!.Value.TotalSeconds, call);
            _metrics.PhaseSeconds(job.Task.TaskType, "ok", job.Running!.Value);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _logger.TaskInterrupted(task, call);
            return;
        }
        catch (Exception e)
        {
            _logger.TaskFailed(e, task, job.Running!.Value.TotalSeconds, call);
            _metrics.PhaseSeconds(job.Task.TaskType, "failed", job.Running!.Value);
            _metrics.CallFailed(job.Task.TaskType);
            result = CallResult.Failure(TaskErrors.ToCallError(e, _workerName));
        }

        Finish(job, result, call);
    }

    private void Finish(Job job, CallResult result, string call)
    {
        byte[] stored = result.ToBytes();
        while (true)
        {
            try
            {
                _calls.StoreResult(job.Entry.Call, stored);
                _delivery.Add(job.Entry with { State = CallState.Finished, FinishedAt = _clock.GetUtcNow() });
                return;
            }
            catch (CallStoreException e)
            {
                // A full disk must not cost hours of work: keep the result in memory until it can be stored, or the process stops.
                _logger.ResultNotStored(e, call);
                if (_stopping.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(5))) return;
            }
        }
    }

    private void Remove(Job job)
    {
        lock (_gate)
        {
            _jobs.Remove(job.Entry.Call.Id);
            SignalQuiet();
        }
    }

    private void SignalQuiet()
    {
        if (_jobs.Count > 0 || _direct > 0) return;
        _quiet?.TrySetResult();
        _quiet = null;
    }
}
