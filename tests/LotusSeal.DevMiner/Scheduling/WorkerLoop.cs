using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>The life of one worker: its session is polled, its windows are worked off (protocol spec 4.2, 4.3).</summary>
internal sealed class WorkerLoop(SchedState state, SchedulerOptions options, Func<SchedWorker, WorkerLease> lease, TimeProvider time, ILogger logger)
{
    /// <summary>Runs until the worker is dropped or the scheduler stops.</summary>
    public async Task RunAsync(SchedWorker worker, CancellationToken stop)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, worker.Closed);
        try
        {
            while (await CheckSessionAsync(worker, either.Token))
            {
                if (worker.Enabled) StartAssigned(worker, stop);
                await worker.WaitAsync(options.Heartbeat, time, either.Token);
            }

            Drop(worker);
        }
        catch (Exception) when (either.Token.IsCancellationRequested)
        {
            // A question that was given up ends in any way: cancelled, or with the connection that ended beside it.
            if (!stop.IsCancellationRequested) Drop(worker);
        }
    }

    private void Drop(SchedWorker worker)
    {
        lock (state.Gate)
        {
            state.Workers.Remove(worker.Id);
            state.ReturnAssigned(worker);
        }

        worker.Close();
        state.SignalChange();
    }

    /// <summary>Polls the session; false when the worker at that address is another one now, or has closed.</summary>
    private async Task<bool> CheckSessionAsync(SchedWorker worker, CancellationToken cancellationToken)
    {
        Guid session;
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(options.PollTimeout);
            session = await worker.Api.SessionAsync(limit.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Disable(worker, error);
            return true;
        }

        if (session == worker.Id)
        {
            Enable(worker);
            return true;
        }

        logger.LogWarning("Worker {Worker} ({Host}) at {Url} is gone: its session is {Session} now", worker.Id, worker.Info.Hostname,
            worker.Url, session);
        return false;
    }

    private void Disable(SchedWorker worker, Exception error)
    {
        lock (state.Gate)
        {
            if (!worker.Enabled) return;
            worker.Enabled = false;
            state.ReturnAssigned(worker);
        }

        logger.LogWarning("Worker {Worker} ({Host}) is disabled, its session cannot be polled: {Reason}", worker.Id,
            worker.Info.Hostname, error.Message);
        state.SignalChange();
    }

    private void Enable(SchedWorker worker)
    {
        lock (state.Gate)
        {
            if (worker.Enabled) return;
            worker.Enabled = true;
        }

        logger.LogInformation("Worker {Worker} ({Host}) is enabled again", worker.Id, worker.Info.Hostname);
        state.SignalChange();
    }

    private void StartAssigned(SchedWorker worker, CancellationToken stop)
    {
        List<SchedRequest> starting = [];
        bool opened = false;
        lock (state.Gate)
        {
            Compact(worker);
            StartReady(worker, starting);
            while (worker.Windows.Count > 0)
            {
                SchedWindow first = worker.Windows[0];
                while (first.Todo.Find(request => worker.Preparing.CanHandle(request.SealTask, worker.Needs(request), worker.Info)) is { } next)
                {
                    worker.Preparing.Add(next.SealTask, worker.Needs(next), worker.Info.Resources);
                    first.Todo.Remove(next);
                    starting.Add(next);
                }

                if (first.Todo.Count > 0) break;
                worker.Windows.RemoveAt(0);
                opened = true;
            }
        }

        foreach (SchedRequest request in starting) _ = Task.Run(() => RunTaskAsync(worker, request, stop), CancellationToken.None);
        if (opened) state.SignalChange();
    }

    /// <summary>Tasks without a prepare step take active resources at once when there are any, and skip the preparing phase.</summary>
    private void StartReady(SchedWorker worker, List<SchedRequest> starting)
    {
        foreach (SchedWindow window in worker.Windows)
        {
            foreach (SchedRequest request in window.Todo.Where(request => request.Prepare is null).ToArray())
            {
                if (!worker.Active.CanHandle(request.SealTask, worker.Needs(request), worker.Info)) continue;
                worker.Active.Add(request.SealTask, worker.Needs(request), worker.Info.Resources);
                window.Todo.Remove(request);
                request.HasActiveResources = true;
                starting.Add(request);
            }
        }
    }

    /// <summary>Moves tasks into earlier windows that have room for them.</summary>
    private static void Compact(SchedWorker worker)
    {
        for (int later = 1; later < worker.Windows.Count; later++)
        {
            SchedWindow source = worker.Windows[later];
            foreach (SchedRequest request in source.Todo.ToArray())
            {
                SchedWindow? target = worker.Windows.Take(later)
                    .FirstOrDefault(window => window.Allocated.CanHandle(request.SealTask, worker.Needs(request), worker.Info));
                if (target is null) continue;
                target.Allocated.Add(request.SealTask, worker.Needs(request), worker.Info.Resources);
                target.Todo.Add(request);
                source.Allocated.Free(request.SealTask, worker.Needs(request), worker.Info.Resources);
                source.Todo.Remove(request);
            }
        }

        worker.Windows.RemoveAll(window => window.Todo.Count == 0);
    }

    private async Task RunTaskAsync(SchedWorker worker, SchedRequest request, CancellationToken stop)
    {
        // A task that runs outlives the worker's entry: only its result, an abort or the end of this process end it.
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, request.Cancellation);
        try
        {
            if (!request.HasActiveResources) await PrepareAsync(worker, request, either.Token);
            try
            {
                worker.Wake();
                await request.Work(lease(worker), either.Token);
            }
            finally
            {
                lock (state.Gate)
                {
                    worker.FreeActive(request);
                    request.HasActiveResources = false;
                }
            }

            request.Succeed();
        }
        catch (Exception error)
        {
            request.Fail(error);
        }
        finally
        {
            worker.Wake();
            state.SignalChange();
        }
    }

    private async Task PrepareAsync(SchedWorker worker, SchedRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Prepare is not null) await request.Prepare(lease(worker), cancellationToken);
            while (!TryActivate(worker, request, out Task changed)) await changed.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (state.Gate) worker.Preparing.Free(request.SealTask, worker.Needs(request), worker.Info.Resources);
        }
    }

    private bool TryActivate(SchedWorker worker, SchedRequest request, out Task changed)
    {
        lock (state.Gate)
        {
            changed = worker.ActiveChanged;
            if (!worker.Active.CanHandle(request.SealTask, worker.Needs(request), worker.Info)) return false;
            worker.Active.Add(request.SealTask, worker.Needs(request), worker.Info.Resources);
            request.HasActiveResources = true;
            return true;
        }
    }
}
