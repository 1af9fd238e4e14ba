using System.Numerics;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;
using static LotusSeal.Groth16.Tests.Support.Scalars;

namespace LotusSeal.Groth16.Tests.Pairings;

/// <summary>The pairing is linear in both arguments and says something.</summary>
public sealed class PairingTests
{
    private static readonly Fp12 One = Pairing.Product([G1.Generator], [G2.Generator]);

    [Fact]
    public void It_is_linear_in_both_arguments()
    {
        BigInteger a = Number("a", R), b = Number("b", R);
        Assert.NotEqual(Fp12.One, One);
        Assert.Equal(Pairing.Product([First(a * b % R)], [G2.Generator]), Pairing.Product([First(a)], [Second(b)]));
        Assert.Equal(Pairing.Product([First((a + b) % R)], [G2.Generator]), Pairing.Product([First(a), First(b)], [G2.Generator, G2.Generator]));
        Assert.Equal(Fp12.One, Pairing.Product([First(a), First(R - a)], [Second(b), Second(b)]));
    }

    [Fact]
    public void Its_values_have_the_order_r()
    {
        Fp12 power = Fp12.One;
        byte[] order = Fr.Modulus.ToArray();
        for (int bit = 254; bit >= 0; bit--)
        {
            power = power.Square();
            if ((order[bit / 8] >> (bit % 8) & 1) != 0) power *= One;
        }

        Assert.Equal(Fp12.One, power);
    }

    [Fact]
    public void The_short_square_of_a_value_is_its_square()
    {
        Fp12 value = One;
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(value.Square(), value.CyclotomicSquare());
            value = value.Square() * One;
        }

        Assert.Equal(Fp12.One, Fp12.One.CyclotomicSquare());
    }

    [Fact]
    public void Infinity_pairs_to_one()
    {
        Assert.Equal(Fp12.One, Pairing.Product([default], [G2.Generator]));
        Assert.Equal(Fp12.One, Pairing.Product([G1.Generator], [default]));
        Assert.Equal(One, Pairing.Product([G1.Generator, default], [G2.Generator, default]));
        Assert.Equal(Fp12.One, Pairing.Product([], []));
    }

    private static AffinePoint<Fp> First(BigInteger multiple) => JacobianPoint<Fp>.Of(G1.Generator).Multiply(LittleEndian(multiple)).ToAffine();

    private static AffinePoint<Fp2> Second(BigInteger multiple) => JacobianPoint<Fp2>.Of(G2.Generator).Multiply(LittleEndian(multiple)).ToAffine();
}
