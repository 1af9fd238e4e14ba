namespace LotusSeal.Operator.Planning;

/// <summary>The next step of one drain.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="Message">What it waits for, in plain words.</param>
/// <param name="Action">What to do now; null to wait.</param>
public sealed record DrainStep(DrainStage Stage, string Message, PoolAction? Action = null)
{
    /// <summary>Whether it takes longer than it may, and holds.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>When the last of its jobs will have ended, where the worker tells for all of them.</summary>
    public DateTimeOffset? ExpectedEnd { get; init; }
}
