using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>A worker as <c>GET /pools</c> tells of it.</summary>
internal sealed record PodSight
{
    /// <summary>Name of its pod.</summary>
    public required string Name { get; init; }

    /// <summary>Its phase in the pool's status; that of its pod while it is not there.</summary>
    public required string Phase { get; init; }

    public required string? Node { get; init; }

    /// <summary>GPUs in the limits of its pod.</summary>
    public required int GpuLimit { get; init; }

    /// <summary>GPUs that it has told the miner.</summary>
    public required IList<string>? Gpus { get; init; }

    public required string? Resources { get; init; }

    /// <summary>Kinds of tasks that it takes.</summary>
    public required IList<string>? Takes { get; init; }

    /// <summary>How many tasks it has; <see cref="Jobs"/> are the first of them.</summary>
    public required int Running { get; init; }

    public required IReadOnlyList<JobSight> Jobs { get; init; }

    public required DrainEntry? Drain { get; init; }

    /// <summary>Why it gets no task or does not go, as <c>kubectl seal why</c> says it.</summary>
    public required IReadOnlyList<Finding> Why { get; init; }
}
