using System.Security.Cryptography;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>Digests of values, as the vectors have them.</summary>
internal static class Digests
{
    public static string Of(IReadOnlyList<Fr> values)
    {
        byte[] bytes = new byte[values.Count * Fr.Size];
        for (int i = 0; i < values.Count; i++) values[i].Write(bytes.AsSpan(i * Fr.Size));
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
