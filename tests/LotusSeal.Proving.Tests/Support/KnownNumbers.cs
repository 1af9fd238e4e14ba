using System.Security.Cryptography;
using System.Text;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>Numbers that everybody knows, in place of those that nobody may know (porep.md 11.4).</summary>
internal static class KnownNumbers
{
    public static Secrets Secrets { get; } = new(Of("alpha"), Of("beta"), Of("gamma"), Of("delta"), Of("tau"));

    public static Blinding Blinding() => new(Of("r"), Of("s"));

    private static Fr Of(string name)
    {
        byte[] bytes = SHA256.HashData(Encoding.ASCII.GetBytes($"porep-vector:{name}"));
        bytes[^1] &= 0x3f;
        return Fr.Read(bytes);
    }
}
