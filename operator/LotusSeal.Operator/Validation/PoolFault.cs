namespace LotusSeal.Operator.Validation;

/// <summary>Something in a pool that cannot be, or, as a warning, should not be.</summary>
/// <param name="Field">The field, from the root of the object.</param>
/// <param name="Message">What is wrong with it, in plain words.</param>
public sealed record PoolFault(string Field, string Message)
{
    public override string ToString() => $"{Field}: {Message}";
}
