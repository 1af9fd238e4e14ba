using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Planning;

/// <summary>What to do for a pool now, and what was found on the way.</summary>
/// <param name="Verdict">Whether anything may be done.</param>
/// <param name="Check">What is wrong with the specification.</param>
/// <param name="Revision">Revision of the specification.</param>
/// <param name="Workers">The pods with what the miner knows of them, by ordinal.</param>
/// <param name="Actions">What to do, in this order.</param>
public sealed record PoolPlan(
    PoolVerdict Verdict,
    PoolCheck Check,
    string Revision,
    IReadOnlyList<PoolWorker> Workers,
    IReadOnlyList<PoolAction> Actions)
{
    /// <summary>Steps of the drains, by the name of the pod.</summary>
    public IReadOnlyDictionary<string, DrainStep> Drains { get; init; } = new Dictionary<string, DrainStep>();

    /// <summary>Workers without a pod whose jobs or paths the miner still has.</summary>
    public IReadOnlyList<VanishedWorker> Vanished { get; init; } = [];

    /// <summary>Which places without a pod may hold sectors, in words; null when none does.</summary>
    public string? Left { get; init; }

    /// <summary>When to look again; watches wake it sooner.</summary>
    public required TimeSpan LookAgain { get; init; }
}
