using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>A variable and what it is multiplied by.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Coefficient">The factor.</param>
public readonly record struct Term(Variable Variable, Fr Coefficient);
