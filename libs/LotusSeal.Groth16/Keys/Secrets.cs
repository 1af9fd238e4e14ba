using System.Security.Cryptography;
using System.Text;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>What a key is made of. Whoever knows it can prove what is false.</summary>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
/// <param name="Gamma">γ.</param>
/// <param name="Delta">δ.</param>
/// <param name="Tau">τ, at which the polynomials are evaluated.</param>
public sealed record Secrets(Fr Alpha, Fr Beta, Fr Gamma, Fr Delta, Fr Tau)
{
    /// <summary>Secrets that nobody knows once this process has ended, if nobody looked into it.</summary>
    public static Secrets Random() =>
        new(RandomScalar.Next(), RandomScalar.Next(), RandomScalar.Next(), RandomScalar.Next(), RandomScalar.Next());

    /// <summary>Secrets that everybody can make again from a phrase; those of the vectors are of <c>porep-vector</c> (porep.md 11.4).</summary>
    public static Secrets OfPhrase(string phrase) => new(NumberOfPhrase(phrase, "alpha"), NumberOfPhrase(phrase, "beta"),
        NumberOfPhrase(phrase, "gamma"), NumberOfPhrase(phrase, "delta"), NumberOfPhrase(phrase, "tau"));

    /// <summary>A number of a phrase, by its name; never 0, which no digest is known to be.</summary>
    public static Fr NumberOfPhrase(string phrase, string name)
    {
        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{phrase}:{name}"));
        bytes[^1] &= 0x3f;
        return Fr.Read(bytes);
    }
}
