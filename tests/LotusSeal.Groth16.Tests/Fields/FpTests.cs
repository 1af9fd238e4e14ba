using System.Numerics;
using LotusSeal.Bls12381.Fields;
using static LotusSeal.Groth16.Tests.Support.Scalars;

namespace LotusSeal.Groth16.Tests.Fields;

/// <summary>The base field against numbers of any size.</summary>
public sealed class FpTests
{
    [Fact]
    public void Sums_differences_and_products_are_those_of_numbers()
    {
        foreach (BigInteger a in Interesting(P))
        {
            foreach (BigInteger b in Interesting(P))
            {
                Assert.Equal((a + b) % P, ToNumber(ToFp(a) + ToFp(b)));
                Assert.Equal((a - b + P) % P, ToNumber(ToFp(a) - ToFp(b)));
                Assert.Equal(a * b % P, ToNumber(ToFp(a) * ToFp(b)));
            }

            Assert.Equal((P - a) % P, ToNumber(-ToFp(a)));
        }
    }

    [Fact]
    public void Inverses_and_square_roots_are_found_where_they_are()
    {
        int roots = 0;
        foreach (BigInteger a in Interesting(P))
        {
            Fp value = ToFp(a);
            Assert.Equal(a.IsZero ? BigInteger.Zero : BigInteger.ModPow(a, P - 2, P), ToNumber(value.Inverse()));
            bool isSquare = a.IsZero || BigInteger.ModPow(a, (P - 1) / 2, P).IsOne;
            Assert.Equal(isSquare, value.TrySquareRoot(out Fp root));
            if (isSquare) Assert.Equal(value, root * root);
            roots += isSquare ? 1 : 0;
            Assert.Equal(a > (P - 1) / 2, value.IsLexicographicallyLargest());
        }

        Assert.InRange(roots, 1, Interesting(P).Count() - 1);
    }

    [Fact]
    public void Numbers_from_the_modulus_on_are_refused()
    {
        byte[] bytes = [.. Fp.Modulus];
        Assert.False(Fp.TryRead(bytes, out _));
        bytes[^1]--;
        Assert.True(Fp.TryRead(bytes, out Fp value));
        Assert.Equal(P - 1, ToNumber(value));
        Array.Fill(bytes, (byte)0xff);
        Assert.False(Fp.TryRead(bytes, out _));
    }
}
