namespace LotusSeal.Worker.Api;

/// <summary>The <c>Shutdown</c> request, towards the host that carries it out.</summary>
internal sealed class WorkerShutdown : IDisposable
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>Ends when a shutdown was requested.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Whether one was requested.</summary>
    public bool IsRequested => _requested.Task.IsCompleted;

    /// <summary>Cancelled by the request, for a start that it ends.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Requests the shutdown; again is no error.</summary>
    public void Request()
    {
        // The request is answered before what it ends has ended.
        if (_requested.TrySetResult()) _ = _cancel.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _cancel.Dispose();
}
