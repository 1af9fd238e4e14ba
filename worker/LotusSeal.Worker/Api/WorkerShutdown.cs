namespace LotusSeal.Worker.Api;

/// <summary>The <c>Shutdown</c> request, towards the host that carries it out.</summary>
internal sealed class WorkerShutdown
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a shutdown was requested.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Requests the shutdown; again is no error.</summary>
    public void Request() => _requested.TrySetResult();
}
