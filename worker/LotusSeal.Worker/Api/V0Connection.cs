namespace LotusSeal.Worker.Api;

/// <summary>
/// Whether the miner of v0.3.0 holds its channel to this worker open: the only sign of life in that generation (protocol spec 4.8).
/// </summary>
internal sealed class V0Connection
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    /// <summary>Ends when the worker stops, which closes the channels.</summary>
    public Task Stopping => _stopping.Task;

    /// <summary>Ends when the last channel closes.</summary>
    public Task Lost
    {
        get
        {
            lock (_gate) return _lost.Task;
        }
    }

    /// <summary>Whether a channel is open.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate) return _open > 0;
        }
    }

    /// <summary>Forgets an earlier loss: a registration begins.</summary>
    public void Expect()
    {
        lock (_gate)
        {
            if (_lost.Task.IsCompleted) _lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>A channel was opened.</summary>
    public void Opened()
    {
        lock (_gate) _open++;
    }

    /// <summary>A channel was closed.</summary>
    public void Closed()
    {
        lock (_gate)
        {
            if (--_open == 0) _lost.TrySetResult();
        }
    }

    /// <summary>Closes all channels: the miner removes this worker.</summary>
    public void Stop() => _stopping.TrySetResult();
}
