namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// A circuit that is a head and equal blocks behind it (porep.md 8.5). A block knows ONE, variables of the head and its own, and its constraints
/// are those of any other block with other numbers of variables: so what was learnt of one holds for all, and each can be written without the
/// others, at a place that is known.
/// </summary>
public abstract record BlockCircuit : ICircuit
{
    /// <summary>Writes the head.</summary>
    /// <param name="system">Where to.</param>
    /// <returns>The blocks in order.</returns>
    public abstract IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system);

    /// <inheritdoc/>
    public void Synthesize(ConstraintSystem system)
    {
        foreach (CircuitBlock block in SynthesizeHead(system)) block.Write(system);
    }

    /// <summary>Writes the head of a circuit; of one that has no blocks all of it.</summary>
    internal static IReadOnlyList<CircuitBlock> WriteHead(ICircuit circuit, ConstraintSystem system)
    {
        if (circuit is BlockCircuit blocks) return blocks.SynthesizeHead(system);
        circuit.Synthesize(system);
        return [];
    }
}
