namespace LotusSeal.Groth16.Constraints;

/// <summary>Takes the constraints of a circuit in their order.</summary>
public interface IConstraintSink
{
    /// <summary>a · b = c. The combinations are filled anew afterwards.</summary>
    void Take(Combination a, Combination b, Combination c);
}
