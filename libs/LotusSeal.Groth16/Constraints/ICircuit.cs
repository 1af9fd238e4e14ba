namespace LotusSeal.Groth16.Constraints;

/// <summary>Something that is proved: it writes variables with their values, and constraints, always in the same order.</summary>
public interface ICircuit
{
    /// <summary>Writes the circuit to a system.</summary>
    void Synthesize(ConstraintSystem system);
}
