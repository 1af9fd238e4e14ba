using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tasks;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Calls;

/// <summary>
/// Brings stored results to the miner: in the background, again after a pause until the miner took each one, whatever fails (protocol spec 4.6,
/// 10.3); only what the miner refuses for its size is replaced by a failure. Results stay in the store and are read for an attempt only.
/// </summary>
internal sealed class ResultDelivery(
    CallStore store, DeliverySettings settings, WorkerMetrics metrics, ILogger<ResultDelivery> logger,
    TimeProvider? timeProvider = null)
{
    private readonly TimeProvider _clock = timeProvider ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Undelivered> _undelivered = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>How many results wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _undelivered.Count;
        }
    }

    /// <summary>Age of the oldest waiting result, zero when none waits.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (_gate) return _undelivered.Count == 0 ? TimeSpan.Zero : Now - _undelivered.Values.Min(item => item.FinishedAt);
        }
    }

    /// <summary>Time since some moment, which goes on steadily; the wall clock steps.</summary>
    private TimeSpan Now => _clock.GetElapsedTime(0);

    /// <summary>The calls whose results wait.</summary>
    public IReadOnlyList<WaitingResult> Waiting()
    {
        lock (_gate)
            return [.. _undelivered.Values.Select(item => new WaitingResult(item.Entry, Now - item.AcceptedAt, item.Attempts, item.Problem))];
    }

    /// <summary>Takes over a call whose result is in the store.</summary>
    public void Add(CallEntry entry)
    {
        lock (_gate)
        {
            Undelivered item = new(entry, Then(entry.AcceptedAt), Then(entry.FinishedAt)) { Due = Now };
            _undelivered.TryAdd(entry.Call.Id, item);
            Signal();
        }
    }

    /// <summary>Makes every waiting result due now: the miner is back.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            foreach (Undelivered item in _undelivered.Values) item.Due = Now;
            Signal();
        }
    }

    /// <summary>Waits until each result that waits now was delivered or tried once more.</summary>
    public async Task AttemptAllAsync(CancellationToken cancellationToken)
    {
        Dictionary<Guid, int> before;
        lock (_gate) before = _undelivered.ToDictionary(pair => pair.Key, pair => pair.Value.Attempts);
        Hurry();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!before.Any(pair => _undelivered.TryGetValue(pair.Key, out Undelivered? item) && item.Attempts == pair.Value)) return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Delivers to a miner until cancelled; the results that are left stay in the store.</summary>
    public async Task RunAsync(WireReturns miner, CancellationToken cancellationToken)
    {
        List<Task> attempts = [];
        try
        {
            while (true)
            {
                attempts.RemoveAll(attempt => attempt.IsCompleted);
                (List<Undelivered> due, Task changed, TimeSpan wait) = TakeDue(settings.Parallel - attempts.Count);
                attempts.AddRange(due.Select(item => AttemptAsync(item, miner, cancellationToken)));
                using CancellationTokenSource pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(changed, Task.Delay(wait, _clock, pause.Token));
                await pause.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(attempts);
        }
    }

    /// <summary>A stored date on the steady clock: only its distance from now is taken from the wall clock, once.</summary>
    private TimeSpan Then(DateTimeOffset? date)
    {
        TimeSpan age = _clock.GetUtcNow() - (date ?? _clock.GetUtcNow());
        return Now - (age > TimeSpan.Zero ? age : TimeSpan.Zero);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (List<Undelivered> Due, Task Changed, TimeSpan Wait) TakeDue(int room)
    {
        lock (_gate)
        {
            TimeSpan now = Now;
            List<Undelivered> due = [.. _undelivered.Values.Where(item => !item.InFlight && item.Due <= now).OrderBy(item => item.FinishedAt)
                .Take(Math.Max(0, room))];
            foreach (Undelivered item in due) item.InFlight = true;
            TimeSpan wait = settings.RetryDelay;
            foreach (Undelivered item in _undelivered.Values)
            {
                if (!item.InFlight && item.Due > now && item.Due - now < wait) wait = item.Due - now;
            }

            return (due, _changed.Task, wait);
        }
    }

    private async Task AttemptAsync(Undelivered item, WireReturns miner, CancellationToken cancellationToken)
    {
        CallEntry entry = item.Entry;
        string call = entry.Call.ToString();
        bool done = false;
        try
        {
            done = await TryDeliverAsync(item, miner, call, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the result is in the store.
        }
        catch (Exception e)
        {
            // Whatever broke (also the store), this loop must go on: a result that is never returned blocks its sector.
            item.Problem = e.Message;
            logger.AttemptBroke(e, call);
        }
        finally
        {
            lock (_gate)
            {
                item.InFlight = false;
                item.Attempts++;
                item.Due = Now + settings.RetryDelay;
                if (done) _undelivered.Remove(entry.Call.Id);
                Signal();
            }
        }
    }

    private async Task<bool> TryDeliverAsync(Undelivered item, WireReturns miner, string call, CancellationToken cancellationToken)
    {
        CallEntry entry = item.Entry;
        string returns = entry.Task.Returns!;
        CallResult? result = await Task.Run(() => store.ReadResult(entry.Call), cancellationToken);
        if (result is null) return true;
        try
        {
            await miner.SendAsync(entry.Task.ReturnMethod, entry.Call, result.Value ?? entry.Task.Zero, result.Error, cancellationToken);
            logger.ResultDelivered(returns, call, item.Attempts + 1);
        }
        catch (RpcException e) when (MinerErrorTexts.IsResultKnown(e))
        {
            logger.ResultKnown(returns, call, e.Message);
        }
        catch (Exception e) when (result.Value is not null && MinerErrorTexts.IsRequestTooLarge(e))
        {
            await Task.Run(() => FailTooLarge(entry, result.Value.Length, e.Message), CancellationToken.None);
            return false;
        }
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested
            && e is RpcException or RpcTransportException or OperationCanceledException or IOException)
        {
            item.Problem = e.Message;
            logger.DeliveryFailed(returns, call, item.Attempts + 1, settings.RetryDelay.TotalSeconds, e.Message);
            metrics.DeliveryFailed(entry.Task.Name);
            return false;
        }

        await Task.Run(() => store.Delete(entry.Call), CancellationToken.None);
        metrics.CallReturned(entry.Task.Name);
        return true;
    }

    /// <summary>
    /// A result that is refused for its size would be sent for ever and its sector wait for ever: the call fails instead, in words for the operator,
    /// and the miner decides what becomes of the step.
    /// </summary>
    private void FailTooLarge(CallEntry entry, long length, string refusal)
    {
        ResultTooLargeException failure = new(entry.Task.Type.ShortName, length, refusal);
        logger.ResultTooLarge(entry.Task.Returns!, entry.Call.ToString(), failure.Message);
        store.ReplaceResult(entry.Call, TaskErrors.ToCallError(failure, settings.WorkerName));
        metrics.CallFailed(entry.Task.Name);
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    /// <summary>A result that waits; times are those of the steady clock.</summary>
    private sealed class Undelivered(CallEntry entry, TimeSpan acceptedAt, TimeSpan finishedAt)
    {
        public CallEntry Entry { get; } = entry;
        public TimeSpan AcceptedAt { get; } = acceptedAt;
        public TimeSpan FinishedAt { get; } = finishedAt;
        public TimeSpan Due { get; set; }
        public int Attempts { get; set; }
        public string? Problem { get; set; }
        public bool InFlight { get; set; }
    }
}
