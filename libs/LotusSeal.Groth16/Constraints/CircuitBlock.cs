namespace LotusSeal.Groth16.Constraints;

/// <summary>One of the equal blocks of a circuit.</summary>
/// <param name="Write">Writes it to the system that it is given, at any time, beside others, and more than once.</param>
/// <param name="Own">
/// Variables of the head that are this block's part in what is otherwise the same: as many as of any other, in the same order.
/// </param>
public readonly record struct CircuitBlock(Action<ConstraintSystem> Write, IReadOnlyList<Variable> Own)
{
    /// <summary>A block that does with the head what all others do.</summary>
    public CircuitBlock(Action<ConstraintSystem> write)
        : this(write, [])
    {
    }
}
