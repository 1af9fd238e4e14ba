using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Accepts calls, runs them, stores the result and hands it to the delivery. A job holds no thread while it waits; the long phases have threads of
/// their own in the sealer, so that the server's threads stay free for heartbeats. The miner plans what a worker may do at once; here only
/// MaxConcurrent of the resource table and a bound on open calls apply.
/// </summary>
internal sealed class TaskRunner : IDisposable
{
    /// <summary>Open calls at most; a miner plans two windows a worker, far below this.</summary>
    public const int MaxOpenCalls = 1024;

    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);
    private readonly CallStore _calls;
    private readonly ResultDelivery _delivery;
    private readonly TaskServices _services;
    private readonly ResourceTable _resources;
    private readonly string _workerName;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger<TaskRunner> _logger;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Job> _jobs = [];
    private readonly Dictionary<(string Task, RegisteredSealProof? Proof), TaskLane> _lanes = [];
    private int _direct;
    private TaskCompletionSource? _quiet;

    public TaskRunner(CallStore calls, ResultDelivery delivery, TaskServices services, ResourceTable resources, string workerName,
        WorkerMetrics metrics, ILogger<TaskRunner> logger, TimeProvider? clock = null)
    {
        (_calls, _delivery, _services, _resources, _workerName) = (calls, delivery, services, resources, workerName);
        (_metrics, _logger, _clock, _stop) = (metrics, logger, clock ?? TimeProvider.System, _stopping.Token);
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
        Job job = new(new CallEntry(call, task.Definition, CallState.Accepted, _clock.GetUtcNow(), null), task, _clock);
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) throw new RpcException("the worker is stopping and takes no more work");
            if (_jobs.Count >= MaxOpenCalls) throw new RpcException($"the worker has {MaxOpenCalls} open calls and takes no more");
            _jobs.Add(call.Id, job);
        }

        try
        {
            await Task.Run(() => _calls.Accept(call, task.Definition));
        }
        catch (Exception e)
        {
            Remove(job);
            throw new RpcException($"the call could not be stored: {e.Message}", e);
        }

        _metrics.CallAccepted(task.Definition.Name);
        _logger.CallAccepted(task.ToString(), call.ToString());
        TaskLane lane = LaneOf(task);
        Task turn = lane.EnterAsync(_stop);
        if (!turn.IsCompleted) _logger.TaskQueued(task.ToString(), lane.Running, lane.Limit);
        _ = Task.Run(() => RunAsync(job, lane, turn), CancellationToken.None);
        return call;
    }

    /// <summary>
    /// Runs a task for a caller that waits for the result itself: nothing is stored (protocol spec 2.8, the synchronous calls of the first
    /// generation).
    /// </summary>
    public async Task<TResult> RunForCallerAsync<TResult>(SealTask<TResult> task, CancellationToken cancellationToken)
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
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop);
            long startedAt = _clock.GetTimestamp();
            TResult result = await Task.Run(() => task.RunAsync(_services, new JobProgress(_clock), either.Token), CancellationToken.None);
            _metrics.PhaseSeconds(task.Definition.Name, "ok", _clock.GetElapsedTime(startedAt));
            return result;
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

    private TaskLane LaneOf(SealTask task)
    {
        lock (_gate)
        {
            (string, RegisteredSealProof?) key = (task.Definition.Name, task.ProofType);
            if (!_lanes.TryGetValue(key, out TaskLane? lane))
                _lanes[key] = lane = new TaskLane(_resources.MaxConcurrent(task.Definition.Name, task.ProofType));
            return lane;
        }
    }

    /// <summary>The whole life of a job; what nobody foresaw is told, since nobody waits for this task.</summary>
    private async Task RunAsync(Job job, TaskLane lane, Task turn)
    {
        try
        {
            await turn;
            try
            {
                await RunAsync(job);
            }
            finally
            {
                lane.Leave();
            }
        }
        catch (OperationCanceledException)
        {
            // The worker stops before it was this job's turn, or before the result could be stored; the row stays.
        }
        catch (Exception e)
        {
            _logger.JobBroke(e, job.Task.ToString(), job.Entry.Call.ToString());
        }
        finally
        {
            Remove(job);
        }
    }

    private async Task RunAsync(Job job)
    {
        string task = job.Task.ToString(), call = job.Entry.Call.ToString(), name = job.Task.Definition.Name;
        CallResult result;
        job.StartedAt = _clock.GetTimestamp();
        try
        {
            _calls.MarkRunning(job.Entry.Call);
            _logger.TaskStarted(task, call);
            RawJson? value = await job.Task.RunToWireAsync(_services, job.Progress, _stop);
            result = CallResult.Success(value);
            _logger.TaskFinished(task, job.Running!.Value.TotalSeconds, call);
            _metrics.PhaseSeconds(name, "ok", job.Running!.Value);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _logger.TaskInterrupted(task, call);
            return;
        }
        catch (Exception e)
        {
            // A miner asks for files that may not exist, such as those of an update before each unseal.
            if (e is StorageException { Fault: StorageFault.SectorNotFound }) _logger.TaskMissed(task, job.Running!.Value.TotalSeconds, call, e.Message);
            else _logger.TaskFailed(e, task, job.Running!.Value.TotalSeconds, call);
            _metrics.PhaseSeconds(name, "failed", job.Running!.Value);
            _metrics.CallFailed(name);
            result = CallResult.Failure(TaskErrors.ToCallError(e, _workerName));
        }

        await FinishAsync(job, result, call);
    }

    private async Task FinishAsync(Job job, CallResult result, string call)
    {
        while (true)
        {
            try
            {
                _calls.StoreResult(job.Entry.Call, result);
                _delivery.Add(job.Entry with { State = CallState.Finished, FinishedAt = _clock.GetUtcNow() });
                return;
            }
            catch (Exception e)
            {
                // A full disk, or whatever it is, must not cost hours of work: keep the result in memory until it can be stored, or the process
                // stops.
                _logger.ResultNotStored(e, call);
                await Task.Delay(StorePause, _clock, _stop);
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
