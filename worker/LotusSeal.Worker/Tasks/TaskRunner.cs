using System.Runtime.ExceptionServices;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Accepts calls, runs them, stores the result and hands it to the delivery. A job holds no thread while it waits; the long phases have threads of
/// their own in the sealer, so that the server's threads stay free for heartbeats. The miner plans what a worker may do at once; here only
/// MaxConcurrent of the resource table, the turns of a sector and a bound on open calls apply.
/// </summary>
internal sealed class TaskRunner : IDisposable
{
    /// <summary>Open calls at most; a miner plans two windows a worker, far below this.</summary>
    public const int MaxOpenCalls = 1024;

    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a cancelled call waits for its work to end. Some work cannot (a read from a mount that hangs), and the miner must hear of the call
    /// all the same; it gives the step out again after a minute.
    /// </summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(30);
    private readonly CallStore _calls;
    private readonly ResultDelivery _delivery;
    private readonly TaskServices _services;
    private readonly string _workerName;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger<TaskRunner> _logger;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly Lock _gate = new();
    private readonly SectorTurns _turns;
    private readonly RemovedWork _removed;
    private readonly Dictionary<Guid, Job> _jobs = [], _direct = [];
    private readonly TaskLanes _lanes;
    private long _quietAt;
    private TaskCompletionSource? _quiet;

    public TaskRunner(CallStore calls, ResultDelivery delivery, TaskServices services, ResourceTable resources, string workerName,
        WorkerMetrics metrics, ILogger<TaskRunner> logger, TimeProvider? clock = null)
    {
        (_calls, _delivery, _services, _lanes, _workerName) = (calls, delivery, services, new TaskLanes(resources), workerName);
        (_metrics, _logger, _clock, _stop) = (metrics, logger, clock ?? TimeProvider.System, _stopping.Token);
        _turns = new SectorTurns(_clock, _stop);
        _quietAt = _clock.GetTimestamp();
        _removed = new RemovedWork(_turns, services?.Store, logger, _clock);
    }

    /// <summary>For whoever removes files that work may be at.</summary>
    public ISectorWork Work => _removed;

    /// <summary>True when nothing runs or waits to run.</summary>
    public bool IsQuiet => QuietFor is not null;

    /// <summary>How long nothing has run or waited to run, null while something does.</summary>
    public TimeSpan? QuietFor
    {
        get
        {
            lock (_gate) return _jobs.Count == 0 && _direct.Count == 0 ? _clock.GetElapsedTime(_quietAt) : null;
        }
    }

    /// <summary>The open jobs, oldest first; calls whose callers wait for the answer are among them.</summary>
    public IReadOnlyList<Job> Jobs()
    {
        lock (_gate) return [.. _jobs.Values.Concat(_direct.Values).OrderBy(job => job.Entry.AcceptedAt)];
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
        job.Turn = Enter(task, $"call {call}");
        if (!job.Turn.IsJoined) Start(job.Turn.Run, call);
        _ = Task.Run(() => FollowAsync(job, job.Turn.Run), CancellationToken.None);
        return call;
    }

    /// <summary>
    /// Cancels an open call for an operator: it is returned as failed. Its work ends with it unless other calls wait for the same; files stay as
    /// after any failure, so that a repeated PreCommit1 goes on where it was.
    /// </summary>
    /// <exception cref="RpcException">The call is not open here.</exception>
    public void Cancel(CallId call)
    {
        Job? job;
        lock (_gate) job = _jobs.GetValueOrDefault(call.Id) ?? _direct.GetValueOrDefault(call.Id);
        if (job?.TryCancel() != true)
            throw new RpcException($"call {call} is not open on {_workerName}: it has ended, or was never here; 'jobs' lists what is open");
        _logger.CallCancelled(job.Task.ToString(), call.ToString());
    }

    /// <summary>
    /// Runs a task for a caller that waits for the result itself: nothing is stored (proofs of spacetime, and the synchronous calls of the first
    /// generation, protocol spec 2.8). Turns at the sector's files are those of stored calls. A caller that leaves ends the run unless others wait.
    /// </summary>
    /// <exception cref="RpcUnansweredException">The worker stops.</exception>
    public async Task<TResult> RunForCallerAsync<TResult>(SealTask<TResult> task, CancellationToken cancellationToken)
    {
        task.Check();
        CallId call = new(task.Sector, Guid.NewGuid());
        Job job = new(new CallEntry(call, task.Definition, CallState.Accepted, _clock.GetUtcNow(), null), task, _clock);
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) throw new RpcUnansweredException("the worker is stopping and takes no more work");
            if (_direct.Count >= MaxOpenCalls) throw new RpcException($"the worker has {MaxOpenCalls} open calls and takes no more");
            _direct.Add(call.Id, job);
        }

        try
        {
            SectorTurn turn = job.Turn = Enter(task, $"direct call {call}");
            if (!turn.IsJoined) _ = Task.Run(() => RunAsync(turn.Run, null, turn.Run.Turn.WaitAsync(turn.Run.Token)), CancellationToken.None);
            await using CancellationTokenRegistration left = cancellationToken.Register(() => job.TryCancel());
            RunOutcome outcome = await OutcomeAsync(job, turn.Run);
            cancellationToken.ThrowIfCancellationRequested();
            if (outcome.IsInterrupted) throw new RpcUnansweredException("the worker stops");
            if (outcome.Error is { } error) ExceptionDispatchInfo.Throw(error);
            return ResultDefinition<TResult>.FromWire(outcome.Value);
        }
        finally
        {
            lock (_gate)
            {
                _direct.Remove(call.Id);
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
                if (_jobs.Count == 0 && _direct.Count == 0) return;
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

    private SectorTurn Enter(SealTask task, string caller)
    {
        SectorTurn turn = _turns.Enter(task, caller);
        string name = task.ToString();
        if (turn.IsJoined) _logger.CallJoins(name, caller, turn.Run.Caller);
        foreach (SectorRun older in turn.Superseded) _logger.CallSupersedes(name, caller, older.Caller);
        foreach (SectorRun earlier in turn.Run.Before.Except(turn.Superseded).Where(_ => !turn.IsJoined))
            _logger.TaskWaits(name, caller, earlier.Caller, earlier.Task.ToString());
        return turn;
    }

    /// <summary>Begins the run of a stored call: in the order of their coming among those of its lane.</summary>
    private void Start(SectorRun run, CallId call)
    {
        TaskLane lane;
        lock (_gate) lane = run.Lane = _lanes.Of(run.Task);
        Task turn = WaitAsync(run, lane);
        if (!turn.IsCompleted && run.Turn.IsCompleted) _logger.TaskQueued(run.Task.ToString(), lane.Running, lane.Limit);
        _ = Task.Run(() => RunAsync(run, lane, turn, call), CancellationToken.None);
    }

    /// <summary>First the sector, then the lane: a run that waits for another holds no place that the other may need.</summary>
    private static async Task WaitAsync(SectorRun run, TaskLane lane)
    {
        await run.Turn.WaitAsync(run.Token);
        await lane.EnterAsync(run.Token);
    }

    /// <summary>The whole life of a run; whoever waits for it learns its outcome, whatever happens.</summary>
    private async Task RunAsync(SectorRun run, TaskLane? lane, Task turn, CallId? call = null)
    {
        RunOutcome outcome = RunOutcome.Interrupted;
        try
        {
            await turn;
            try
            {
                outcome = await WorkAsync(run, call);
            }
            finally
            {
                lane?.Leave();
            }
        }
        catch (OperationCanceledException)
        {
            // Superseded, left by its caller, or the worker stops, before it was this run's turn.
            run.Task.Abandon();
            if (!_stop.IsCancellationRequested) outcome = new RunOutcome(null, new OperationCanceledException("the caller no longer waits"));
        }
        catch (Exception e)
        {
            _logger.JobBroke(e, run.Task.ToString(), run.Caller);
            outcome = new RunOutcome(null, e);
        }
        finally
        {
            await _removed.DiscardAsync(run);
            _turns.End(run, outcome);
        }
    }

    private async Task<RunOutcome> WorkAsync(SectorRun run, CallId? call)
    {
        string task = run.Task.ToString(), name = run.Task.Definition.Name;
        run.StartedAt = _clock.GetTimestamp();
        try
        {
            if (call is not null) _calls.MarkRunning(call);
            _logger.TaskStarted(task, run.Caller);
            RawJson? value = await run.Task.RunToWireAsync(_services, run.Progress, run.Token);
            if (call is not null && value?.Length > CallStore.MaxResultBytes)
                throw new SealingException($"the result has {value.Length} bytes on the wire, the call store takes {CallStore.MaxResultBytes}");
            _logger.TaskFinished(task, Elapsed().TotalSeconds, run.Caller);
            _metrics.PhaseSeconds(name, "ok", Elapsed());
            return new RunOutcome(value, null);
        }
        catch (Exception e) when (_stop.IsCancellationRequested)
        {
            // Whatever broke while the worker stops may have broken because of it, and a failure would be final for the miner.
            if (call is not null) _logger.TaskInterrupted(task, call.ToString(), e.Message);
            return RunOutcome.Interrupted;
        }
        catch (Exception e) when (run.Token.IsCancellationRequested)
        {
            _logger.TaskGivenUp(task, Elapsed().TotalSeconds, run.Caller, e.Message);
            return new RunOutcome(null, e);
        }
        catch (Exception e)
        {
            // A miner asks for files that may not exist, such as those of an update before each unseal.
            if (e is StorageException { Fault: StorageFault.SectorNotFound })
                _logger.TaskMissed(task, Elapsed().TotalSeconds, run.Caller, e.Message);
            else _logger.TaskFailed(e, task, Elapsed().TotalSeconds, run.Caller);
            if (call is not null) _metrics.PhaseSeconds(name, "failed", Elapsed());
            return new RunOutcome(null, e);
        }

        TimeSpan Elapsed() => _clock.GetElapsedTime(run.StartedAt);
    }

    /// <summary>
    /// The outcome of a run for a call. A cancelled one, or one whose caller has left, fails, whatever comes of the run,
    /// when that has ended or cannot.
    /// </summary>
    private async Task<RunOutcome> OutcomeAsync(Job job, SectorRun run)
    {
        await Task.WhenAny(run.Outcome, job.Cancelled);
        if (job.TrySettle()) return await run.Outcome;
        if (!job.Turn!.IsJoined) run.IsLeftByFirst = true;
        if (_turns.Leave(run))
        {
            try
            {
                await run.Outcome.WaitAsync(CancelPatience, _clock);
            }
            catch (TimeoutException)
            {
                _logger.CancelledTaskGoesOn(job.Task.ToString(), job.Entry.Call.ToString(), CancelPatience.TotalSeconds);
            }
        }

        return new RunOutcome(null, new CancelledCallException(job.Task.ToString(), _workerName));
    }

    /// <summary>Brings the outcome of a run to one of its calls; what nobody foresaw is told, since nobody waits for this task.</summary>
    private async Task FollowAsync(Job job, SectorRun run)
    {
        string call = job.Entry.Call.ToString();
        try
        {
            RunOutcome outcome = await OutcomeAsync(job, run);
            if (outcome.IsInterrupted) return;
            if (outcome.Error is not null) _metrics.CallFailed(job.Task.Definition.Name);
            CallResult result = outcome.Error is { } error ? CallResult.Failure(TaskErrors.ToCallError(error, _workerName))
                : CallResult.Success(outcome.Value);
            await FinishAsync(job, result, call);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker stops before the result could be stored; the row stays.
        }
        catch (Exception e)
        {
            _logger.JobBroke(e, job.Task.ToString(), call);
        }
        finally
        {
            Remove(job);
        }
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
        if (_jobs.Count > 0 || _direct.Count > 0) return;
        _quietAt = _clock.GetTimestamp();
        _quiet?.TrySetResult();
        _quiet = null;
    }
}
