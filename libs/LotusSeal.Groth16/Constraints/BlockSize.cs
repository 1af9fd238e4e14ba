namespace LotusSeal.Groth16.Constraints;

/// <summary>How much a part of a circuit adds to it.</summary>
/// <param name="Constraints">Constraints.</param>
/// <param name="Inputs">Public inputs.</param>
/// <param name="Aux">Auxiliary variables.</param>
internal readonly record struct BlockSize(int Constraints, int Inputs, int Aux)
{
    /// <summary>What a system has of its own.</summary>
    public static BlockSize Of(ConstraintSystem system) => new(system.Constraints, system.Inputs.Count, system.Aux.Count);

    /// <summary>Where a block begins: behind this head and the blocks before it.</summary>
    /// <exception cref="OverflowException">The circuit has more than 2^31 rows or variables.</exception>
    public BlockSize Behind(BlockSize block, int blocks) => checked(new BlockSize(
        Constraints + blocks * block.Constraints, Inputs + blocks * block.Inputs, Aux + blocks * block.Aux));

    /// <inheritdoc/>
    public override string ToString() => $"{Constraints} constraints, {Inputs} public inputs and {Aux} auxiliary variables";
}
