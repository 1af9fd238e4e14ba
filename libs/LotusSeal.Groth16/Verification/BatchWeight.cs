using System.Security.Cryptography;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Verification;

/// <summary>What an equation of a batch is multiplied by, so that wrong ones do not make up for each other.</summary>
internal static class BatchWeight
{
    /// <summary>Half of a scalar: a wrong equation passes with a chance of 2^-128.</summary>
    private const int Size = 16;

    /// <summary>A random number of 128 bits that is not zero.</summary>
    public static Fr Draw()
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        bytes.Clear();
        do RandomNumberGenerator.Fill(bytes[..Size]);
        while (!bytes.ContainsAnyExcept((byte)0));
        return Fr.Read(bytes);
    }
}
