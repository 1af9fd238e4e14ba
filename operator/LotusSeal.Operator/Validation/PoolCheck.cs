namespace LotusSeal.Operator.Validation;

/// <summary>What the check of a pool found.</summary>
/// <param name="Faults">With one of them nothing is done for the pool.</param>
/// <param name="Warnings">What will not work well.</param>
public sealed record PoolCheck(IReadOnlyList<PoolFault> Faults, IReadOnlyList<PoolFault> Warnings)
{
    public bool IsValid => Faults.Count == 0;

    /// <summary>All faults in one line, for a condition.</summary>
    public string Message => string.Join("; ", Faults);
}
