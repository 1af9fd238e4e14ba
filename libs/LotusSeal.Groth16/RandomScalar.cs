using System.Security.Cryptography;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16;

/// <summary>Numbers below r that nobody can guess.</summary>
internal static class RandomScalar
{
    /// <summary>A number of the system's generator, each as likely as any other.</summary>
    public static Fr Next()
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        Fr number;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            // r has 255 bits: of two tries nearly one is good.
            bytes[^1] &= 0x7f;
        }
        while (!Fr.TryRead(bytes, out number));
        CryptographicOperations.ZeroMemory(bytes);
        return number;
    }
}
