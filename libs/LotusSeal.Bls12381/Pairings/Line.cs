using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Pairings;

/// <summary>A line through points of the twist, to be evaluated at a point (x, y) of the other curve.</summary>
/// <param name="Constant">The part without coordinates.</param>
/// <param name="ByX">What x is multiplied by.</param>
/// <param name="ByY">What y is multiplied by.</param>
public readonly record struct Line(Fp2 Constant, Fp2 ByX, Fp2 ByY);
