using System.Numerics;
using FsCheck.Xunit;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Tests.Fields;

public sealed class FrTests
{
    private static readonly BigInteger Modulus = BigInteger.Parse("073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
        System.Globalization.NumberStyles.HexNumber);

    [Property(MaxTest = 500)]
    public void Arithmetic_agrees_with_big_integers(ulong[] seed)
    {
        BigInteger a = Value(seed, 1), b = Value(seed, 2);
        Fr x = Element(a), y = Element(b);
        Assert.Equal((a + b) % Modulus, Value(x + y));
        Assert.Equal((a - b + Modulus) % Modulus, Value(x - y));
        Assert.Equal(a * b % Modulus, Value(x * y));
        Assert.Equal(BigInteger.ModPow(a, 5, Modulus), Value(x.Quintic()));
        Assert.Equal(BigInteger.ModPow(a, Modulus - 2, Modulus), Value(x.Inverse()));
    }

    [Fact]
    public void Edge_values_agree_with_big_integers()
    {
        BigInteger[] values = [0, 1, 2, Modulus - 1, Modulus - 2, (Modulus - 1) / 2, (BigInteger.One << 254) - 1, (BigInteger.One << 64) - 1,
            BigInteger.One << 64, BigInteger.One << 192];
        foreach (BigInteger a in values)
        {
            foreach (BigInteger b in values)
            {
                Assert.Equal((a + b) % Modulus, Value(Element(a) + Element(b)));
                Assert.Equal((a - b + Modulus) % Modulus, Value(Element(a) - Element(b)));
                Assert.Equal(a * b % Modulus, Value(Element(a) * Element(b)));
            }
        }
    }

    /// <summary>Also of elements whose limbs are the largest that there are, which need most room and most reductions.</summary>
    [Fact]
    public void Sums_of_products_are_those_of_each()
    {
        Fr largest = -Element(BigInteger.ModPow(2, 256, Modulus)).Inverse();
        Fr[] mixed = [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? largest : Element(BigInteger.ModPow(7, 100 * i, Modulus)))];
        foreach (Fr[] left in (Fr[][])[mixed, [.. Enumerable.Repeat(largest, 40)], new Fr[40]])
        {
            for (int count = 0; count <= left.Length; count++)
            {
                Fr expected = Fr.Zero;
                for (int i = 0; i < count; i++) expected += left[i] * mixed[^(i + 1)];
                Fr[] right = [.. mixed.Reverse()];
                Assert.Equal(expected, Fr.SumOfProducts(left.AsSpan(0, count), right.AsSpan(0, count)));
                Assert.Equal(Element(count) * largest * largest, Fr.SumOfProducts(Copies(count), Copies(count)));
            }
        }

        Assert.Throws<ArgumentException>(() => Fr.SumOfProducts(mixed, mixed.AsSpan(1)));

        Fr[] Copies(int count) => [.. Enumerable.Repeat(largest, count)];
    }

    [Fact]
    public void Canonical_addition_and_subtraction_undo_each_other()
    {
        byte[] a = Bytes(Modulus - 1), b = Bytes(Modulus - 5), sum = new byte[32], back = new byte[32];
        Fr.AddCanonical(a, b, sum);
        Assert.Equal(Bytes(Modulus - 6), sum);
        Fr.SubtractCanonical(sum, b, back);
        Assert.Equal(a, back);
    }

    [Fact]
    public void Integers_from_the_order_upwards_are_refused()
    {
        Assert.True(Fr.TryRead(Bytes(Modulus - 1), out _));
        Assert.False(Fr.TryRead(Bytes(Modulus), out _));
        Assert.False(Fr.TryRead(Bytes((BigInteger.One << 256) - 1), out _));
        Assert.Throws<ArgumentException>(() => Fr.Read(Bytes(Modulus)));
    }

    private static BigInteger Value(ulong[] seed, ulong salt)
    {
        BigInteger value = salt;
        foreach (ulong word in seed) value = (value << 61) + word * (value + salt);
        return value % Modulus;
    }

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static Fr Element(BigInteger value) => Fr.Read(Bytes(value));

    private static BigInteger Value(Fr element)
    {
        byte[] bytes = new byte[32];
        element.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }
}
