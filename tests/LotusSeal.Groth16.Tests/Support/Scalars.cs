using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Tests.Support;

/// <summary>Numbers that tests compute with beside the fields.</summary>
internal static class Scalars
{
    public static readonly BigInteger P = new(Fp.Modulus, isUnsigned: true, isBigEndian: true);
    public static readonly BigInteger R = new(Fr.Modulus, isUnsigned: true);

    /// <summary>A number that looks random and is always the same.</summary>
    public static BigInteger Number(string seed, BigInteger below)
    {
        byte[] bytes = [.. SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}:0")), .. SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}:1"))];
        return new BigInteger(bytes, isUnsigned: true) % below;
    }

    /// <summary>Numbers at which carries and reductions differ, and some between them.</summary>
    public static IEnumerable<BigInteger> Interesting(BigInteger modulus)
    {
        BigInteger[] edges =
        [
            0, 1, 2, ulong.MaxValue, BigInteger.One << 64, (BigInteger.One << 128) - 1, BigInteger.One << 192, (BigInteger.One << 320) % modulus,
            modulus / 2, modulus / 2 + 1, modulus - 2, modulus - 1,
        ];
        return edges.Concat(Enumerable.Range(0, 8).Select(i => Number($"interesting {i}", modulus)));
    }

    public static Fp ToFp(BigInteger value) =>
        Fp.TryRead(BigEndian(value, Fp.Size), out Fp element) ? element : throw new ArgumentException("not below p", nameof(value));

    public static BigInteger ToNumber(Fp value)
    {
        byte[] bytes = new byte[Fp.Size];
        value.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    public static Fr ToFr(BigInteger value) => Fr.Read(LittleEndian(value));

    /// <summary>32 bytes.</summary>
    public static byte[] LittleEndian(BigInteger value)
    {
        byte[] bytes = new byte[Fr.Size];
        value.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
        return bytes;
    }

    private static byte[] BigEndian(BigInteger value, int size)
    {
        byte[] plain = value.ToByteArray(isUnsigned: true, isBigEndian: true), bytes = new byte[size];
        plain.CopyTo(bytes, size - plain.Length);
        return bytes;
    }
}
