using LotusSeal.KubeOps.Queue;

namespace LotusSeal.KubeOps.Reconciliation;

/// <summary>How the objects of one kind are worked on.</summary>
public sealed record ControllerOptions
{
    /// <summary>The label in metrics and logs.</summary>
    public required string Name { get; init; }

    /// <summary>Objects in work at once.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>After which a pass is ended and repeated: no pass waits for anything that takes long, it comes back.</summary>
    public TimeSpan PassTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How fast, and the back-off.</summary>
    public WorkQueueOptions Queue { get; init; } = new();
}
