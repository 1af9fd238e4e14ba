using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>One connected worker: what it is, what it does, what is assigned to it. The scheduler's lock guards everything that changes.</summary>
internal sealed class SchedWorker(Guid id, WorkerInfo info, IWorkerApi api, string url, IAsyncDisposable? connection) : IAsyncDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _closed = new();
    private TaskCompletionSource _activeChanged = NewSignal();

    /// <summary>The worker's session.</summary>
    public Guid Id { get; } = id;

    /// <summary>As of the connection; never refreshed (protocol spec 4.1).</summary>
    public WorkerInfo Info { get; } = info;

    public IWorkerApi Api { get; } = api;

    /// <summary>Where it was reached, for logs.</summary>
    public string Url { get; } = url;

    /// <summary>False while its session cannot be polled.</summary>
    public bool Enabled { get; set; } = true;

    public ActiveResources Preparing { get; } = new();

    public ActiveResources Active { get; } = new();

    /// <summary>Assigned windows, oldest first.</summary>
    public List<SchedWindow> Windows { get; } = [];

    /// <summary>Cancelled when the worker is dropped.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Completes when active resources were freed.</summary>
    public Task ActiveChanged => _activeChanged.Task;

    public TaskResources Needs(SchedRequest request) => SchedulingTable.For(Info, request.Sector.ProofType, request.Task);

    /// <summary>Lets the worker's loop look at its windows and session again.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Waits for <see cref="Wake"/> or the time of the next poll.</summary>
    public async Task WaitAsync(TimeSpan pollInterval, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(pollInterval, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The interval is over.
        }
    }

    /// <summary>Counts a task out of the active ones; call under the scheduler's lock.</summary>
    public void FreeActive(SchedRequest request)
    {
        Active.Free(request.SealTask, Needs(request), Info.Resources);
        TaskCompletionSource changed = _activeChanged;
        _activeChanged = NewSignal();
        changed.SetResult();
    }

    public void Close() => _closed.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        if (connection is not null) await connection.DisposeAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
