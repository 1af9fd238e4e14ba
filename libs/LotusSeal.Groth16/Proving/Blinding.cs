using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Proving;

/// <summary>The two numbers that hide the values of a circuit in its proof (porep.md 9.5). Who knows one of them can learn the values.</summary>
/// <param name="R">Of A.</param>
/// <param name="S">Of B.</param>
public readonly record struct Blinding(Fr R, Fr S)
{
    /// <summary>Two numbers that nobody knows, for one proof.</summary>
    public static Blinding Random() => new(RandomScalar.Next(), RandomScalar.Next());
}
