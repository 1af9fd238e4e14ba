namespace LotusSeal.Worker.Tasks;

/// <summary>Jobs of one task and proof type, of which a limited number may run at once; the others wait in the order of their coming.</summary>
/// <param name="limit">How many may run, 0 for any number.</param>
internal sealed class TaskLane(int limit)
{
    private readonly SemaphoreSlim? _free = limit > 0 ? new SemaphoreSlim(limit, limit) : null;

    /// <summary>How many may run, 0 for any number.</summary>
    public int Limit { get; } = limit;

    /// <summary>How many run, in a lane with a limit.</summary>
    public int Running => _free is null ? 0 : Limit - _free.CurrentCount;

    /// <summary>True when another job has to wait.</summary>
    public bool IsFull => Limit > 0 && Running >= Limit;

    /// <summary>Ends when it is the job's turn: at once while there is room.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _free?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>A job that was in has ended.</summary>
    public void Leave() => _free?.Release();
}
