using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>What a key is made of. Whoever knows it can prove what is false.</summary>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
/// <param name="Gamma">γ.</param>
/// <param name="Delta">δ.</param>
/// <param name="Tau">τ, at which the polynomials are evaluated.</param>
public sealed record Secrets(Fr Alpha, Fr Beta, Fr Gamma, Fr Delta, Fr Tau);
