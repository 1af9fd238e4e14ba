namespace LotusSeal.DevMiner.Scheduling;

/// <summary>The queue and the workers, shared by the assigner and the workers' loops; <see cref="Gate"/> guards all of it.</summary>
internal sealed class SchedState
{
    private readonly SemaphoreSlim _changed = new(0, 1);

    public Lock Gate { get; } = new();

    public List<SchedRequest> Queue { get; } = [];

    public Dictionary<Guid, SchedWorker> Workers { get; } = [];

    /// <summary>Asks for a scheduling cycle.</summary>
    public void SignalChange()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // A cycle is due already.
        }
    }

    /// <summary>Waits until a cycle is due, at most as long as stated.</summary>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken) => _changed.WaitAsync(atMost, cancellationToken);

    /// <summary>Puts a worker's assigned tasks back into the queue; call under <see cref="Gate"/>.</summary>
    public void ReturnAssigned(SchedWorker worker)
    {
        foreach (SchedWindow window in worker.Windows) Queue.AddRange(window.Todo);
        worker.Windows.Clear();
    }
}
