using System.Buffers.Binary;
using System.Security.Cryptography;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>Numbers below r.</summary>
internal static class ProverNumbers
{
    /// <summary>One that looks random and is always the same.</summary>
    public static Fr Random(int seed)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, seed);
        byte[] number = SHA256.HashData(bytes);
        number[^1] &= 0x3f;
        return Fr.Read(number);
    }

    /// <summary>As in a circuit: half of them 0, nearly as many 1, the others small or of full size.</summary>
    public static Fr[] LikeWitness(int count) => [.. Enumerable.Range(0, count).Select(i => (i * 31 % 100) switch
    {
        < 50 => Fr.Zero,
        < 97 => Fr.One,
        97 => Fr.FromUInt64((ulong)i),
        98 => -Fr.One,
        _ => Random(i),
    })];

    /// <summary>2^k, 2^k - 1 and their negatives for every k: all carries of digits of every width.</summary>
    public static Fr[] AroundPowersOfTwo()
    {
        List<Fr> numbers = [];
        Fr power = Fr.One;
        for (int bit = 0; bit < 255; bit++, power += power) numbers.AddRange([power, power - Fr.One, -power, -(power - Fr.One)]);
        return [.. numbers];
    }
}
