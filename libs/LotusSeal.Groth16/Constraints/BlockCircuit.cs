namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// A circuit that is a head and blocks behind it (porep.md 8.5). A block knows ONE, variables of the head and its own, and all blocks have the
/// same number of constraints, public inputs and auxiliary variables: so each can be written without the others, at a place that is known.
/// </summary>
public abstract record BlockCircuit : ICircuit
{
    /// <summary>Writes the head.</summary>
    /// <param name="system">Where to.</param>
    /// <returns>The blocks in order: each writes itself to the system that it is given, at any time, beside others, and more than once.</returns>
    public abstract IReadOnlyList<Action<ConstraintSystem>> SynthesizeHead(ConstraintSystem system);

    /// <inheritdoc/>
    public void Synthesize(ConstraintSystem system)
    {
        foreach (Action<ConstraintSystem> block in SynthesizeHead(system)) block(system);
    }
}
