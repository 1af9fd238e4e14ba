using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Calls;

/// <summary>
/// Brings stored results to the miner: in the background, again after a pause until the miner took each one, whatever fails (protocol spec 4.6,
/// 10.3).
/// Results stay in the store and are read for an attempt only.
/// </summary>
internal sealed class ResultDelivery(
    CallStore store, IWorkerReturn miner, DeliverySettings settings, WorkerMetrics metrics, ILogger<ResultDelivery> logger,
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
            lock (_gate) return _undelivered.Count == 0 ? TimeSpan.Zero : _clock.GetUtcNow() - _undelivered.Values.Min(item => item.Since);
        }
    }

    /// <summary>The calls whose results wait.</summary>
    public IReadOnlyList<CallEntry> Waiting()
    {
        lock (_gate) return [.. _undelivered.Values.Select(item => item.Entry)];
    }

    /// <summary>Takes over a call whose result is in the store.</summary>
    public void Add(CallEntry entry)
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            _undelivered.TryAdd(entry.Call.Id, new Undelivered(entry, entry.FinishedAt ?? now) { Due = now });
            Signal();
        }
    }

    /// <summary>Makes every waiting result due now: the miner is back.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            foreach (Undelivered item in _undelivered.Values) item.Due = _clock.GetUtcNow();
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

    /// <summary>Delivers until cancelled; the results that are left stay in the store.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Task> attempts = [];
        try
        {
            while (true)
            {
                attempts.RemoveAll(attempt => attempt.IsCompleted);
                (List<Undelivered> due, Task changed, TimeSpan wait) = TakeDue(settings.Parallel - attempts.Count);
                attempts.AddRange(due.Select(item => AttemptAsync(item, cancellationToken)));
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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool MinerHasResult(RpcException error) =>
        error.Message.Contains("already has a response", StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains("already reported", StringComparison.OrdinalIgnoreCase);

    private (List<Undelivered> Due, Task Changed, TimeSpan Wait) TakeDue(int room)
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            List<Undelivered> due = [.. _undelivered.Values.Where(item => !item.InFlight && item.Due <= now).OrderBy(item => item.Since)
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

    private async Task AttemptAsync(Undelivered item, CancellationToken cancellationToken)
    {
        CallEntry entry = item.Entry;
        string call = entry.Call.ToString();
        bool done = false;
        try
        {
            done = await TryDeliverAsync(item, call, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the result is in the store.
        }
        catch (Exception e)
        {
            // Whatever broke (also the store), this loop must go on: a result that is never returned blocks its sector.
            logger.AttemptBroke(e, call);
        }
        finally
        {
            lock (_gate)
            {
                item.InFlight = false;
                item.Attempts++;
                item.Due = _clock.GetUtcNow() + settings.RetryDelay;
                if (done) _undelivered.Remove(entry.Call.Id);
                Signal();
            }
        }
    }

    private async Task<bool> TryDeliverAsync(Undelivered item, string call, CancellationToken cancellationToken)
    {
        CallEntry entry = item.Entry;
        byte[]? stored = await Task.Run(() => store.ReadResult(entry.Call), cancellationToken);
        if (stored is null) return true;
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(settings.AttemptTimeout);
        try
        {
            await CallReturn.SendAsync(miner, entry.Call, entry.Returns, CallResult.FromBytes(stored), deadline.Token);
            logger.ResultDelivered(entry.Returns, call, item.Attempts + 1);
        }
        catch (RpcException e) when (MinerHasResult(e))
        {
            logger.ResultKnown(entry.Returns, call, e.Message);
        }
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested
            && e is RpcException or RpcTransportException or OperationCanceledException or IOException)
        {
            string reason = e is OperationCanceledException ? $"no answer within {settings.AttemptTimeout.TotalSeconds} s" : e.Message;
            logger.DeliveryFailed(entry.Returns, call, item.Attempts + 1, settings.RetryDelay.TotalSeconds, reason);
            metrics.DeliveryFailed(entry.Task);
            return false;
        }

        await Task.Run(() => store.Delete(entry.Call), CancellationToken.None);
        metrics.CallReturned(entry.Task);
        return true;
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private sealed class Undelivered(CallEntry entry, DateTimeOffset since)
    {
        public CallEntry Entry { get; } = entry;
        public DateTimeOffset Since { get; } = since;
        public DateTimeOffset Due { get; set; }
        public int Attempts { get; set; }
        public bool InFlight { get; set; }
    }
}
