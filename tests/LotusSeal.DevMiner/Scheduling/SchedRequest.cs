using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>A step of a task on a worker: makes calls and awaits their results.</summary>
internal delegate Task WorkerStep(WorkerLease worker, CancellationToken cancellationToken);

/// <summary>A queued task (protocol spec 4.3).</summary>
internal sealed class SchedRequest(SectorRef sector, string task, int priority, IWorkerSelector selector, WorkerStep? prepare, WorkerStep work,
    CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Id { get; } = Guid.NewGuid();

    public SectorRef Sector { get; } = sector;

    public string Task { get; } = task;

    public int Priority { get; } = priority;

    public IWorkerSelector Selector { get; } = selector;

    /// <summary>Usually one Fetch; null when the task needs no files brought.</summary>
    public WorkerStep? Prepare { get; } = prepare;

    public WorkerStep Work { get; } = work;

    public CancellationToken Cancellation { get; } = cancellationToken;

    /// <summary>When it came into the queue.</summary>
    public DateTimeOffset Queued { get; set; }

    /// <summary>Counted among the active tasks of its worker; guarded by the scheduler's lock.</summary>
    public bool HasActiveResources { get; set; }

    /// <summary>The key under which tasks of this kind are counted.</summary>
    public string SealTask => $"{(int)Sector.ProofType}:{Task}";

    public Task Completion => _completion.Task;

    /// <summary>Queue order: a lone negative order number first, then priority, then order number, then sector number.</summary>
    public static int Compare(SchedRequest left, SchedRequest right)
    {
        int leftOrder = TaskTypes.Order(left.Task), rightOrder = TaskTypes.Order(right.Task);
        if (leftOrder < 0 != rightOrder < 0) return leftOrder < 0 ? -1 : 1;
        if (left.Priority != right.Priority) return right.Priority.CompareTo(left.Priority);
        return leftOrder != rightOrder ? leftOrder.CompareTo(rightOrder) : left.Sector.Id.Number.CompareTo(right.Sector.Id.Number);
    }

    public void Succeed() => _completion.TrySetResult();

    public void Fail(Exception error)
    {
        if (error is OperationCanceledException && Cancellation.IsCancellationRequested) _completion.TrySetCanceled(Cancellation);
        else _completion.TrySetException(error);
    }
}

/// <summary>A batch of tasks assigned to a worker and not started yet.</summary>
internal sealed class SchedWindow
{
    public ActiveResources Allocated { get; } = new();

    public List<SchedRequest> Todo { get; } = [];
}
