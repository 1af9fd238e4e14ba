using LotusSeal.Bls12381.Fields;
using static LotusSeal.Groth16.Tests.Support.Scalars;

namespace LotusSeal.Groth16.Tests.Fields;

/// <summary>The laws of a field, and the definitions of each step of the tower.</summary>
public sealed class TowerTests
{
    [Fact]
    public void Fp2_is_a_field_in_which_u_squared_is_minus_one()
    {
        Fp2 u = new(Fp.Zero, Fp.One);
        Assert.Equal(-Fp2.One, u * u);
        Assert.Equal(new Fp2(Fp.One, Fp.One), Fp2.One.MultiplyByNonResidue());
        ObeysLaws(Element2);
        for (int i = 0; i < 8; i++)
        {
            Fp2 square = Element2(i).Square();
            Assert.True(square.TrySquareRoot(out Fp2 root));
            Assert.Equal(square, root.Square());
            Assert.False((square * new Fp2(Fp.One, Fp.One)).TrySquareRoot(out _));
            Assert.Equal(Element2(i).Power(Fp.Modulus), Element2(i).Conjugate());
        }
    }

    [Fact]
    public void Roots_of_elements_of_the_base_field_are_found_in_both_parts()
    {
        foreach (int number in (int[])[0, 1, 2, 3, 4, 5, 7])
        {
            foreach (Fp2 value in (Fp2[])[new(ToFp(number), Fp.Zero), new(-ToFp(number), Fp.Zero)])
            {
                Assert.True(value.TrySquareRoot(out Fp2 root));
                Assert.Equal(value, root.Square());
            }
        }
    }

    [Fact]
    public void Fp6_is_a_field_in_which_v_cubed_is_u_plus_one()
    {
        Fp6 v = new(Fp2.Zero, Fp2.One, Fp2.Zero);
        Assert.Equal(new Fp6(new Fp2(Fp.One, Fp.One), Fp2.Zero, Fp2.Zero), v * v * v);
        Assert.Equal(v * Element6(1), Element6(1).MultiplyByNonResidue());
        Assert.Equal(Element6(1) * new Fp6(Element2(2), Element2(3), Fp2.Zero), Element6(1).MultiplyBy01(Element2(2), Element2(3)));
        Assert.Equal(Element6(1) * new Fp6(Fp2.Zero, Element2(3), Fp2.Zero), Element6(1).MultiplyBy1(Element2(3)));
        ObeysLaws(Element6);
    }

    [Fact]
    public void Fp12_is_a_field_in_which_w_squared_is_v()
    {
        Fp12 w = new(Fp6.Zero, Fp6.One);
        Assert.Equal(new Fp12(new Fp6(Fp2.Zero, Fp2.One, Fp2.Zero), Fp6.Zero), w * w);
        Fp12 line = new(new Fp6(Element2(1), Element2(2), Fp2.Zero), new Fp6(Fp2.Zero, Element2(3), Fp2.Zero));
        Assert.Equal(Element12(4) * line, Element12(4).MultiplyBy014(Element2(1), Element2(2), Element2(3)));
        ObeysLaws(Element12);
    }

    [Fact]
    public void Frobenius_is_the_power_of_the_modulus()
    {
        Fp12 value = Element12(5), power = Fp12.One;
        foreach (byte part in Fp.Modulus)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                power = power.Square();
                if ((part >> bit & 1) != 0) power *= value;
            }
        }

        Assert.Equal(power, value.Frobenius());
        for (int i = 1; i < 6; i++) power = power.Frobenius();
        Assert.Equal(value.Conjugate(), power);
    }

    private static void ObeysLaws<T>(Func<int, T> element)
        where T : struct, IField<T>
    {
        for (int i = 0; i < 4; i++)
        {
            T a = element(3 * i), b = element(3 * i + 1), c = element(3 * i + 2);
            Assert.Equal((a + b) * c, a * c + b * c);
            Assert.Equal(a * b * c, a * (b * c));
            Assert.Equal(a * b, b * a);
            Assert.Equal(a * a, a.Square());
            Assert.Equal(a, a + b - b);
            Assert.Equal(T.Zero, a + -a);
            Assert.Equal(T.One, a * a.Inverse());
            Assert.Equal(T.Zero, T.Zero.Inverse());
        }
    }

    private static Fp2 Element2(int seed) => new(ToFp(Number($"fp {2 * seed}", P)), ToFp(Number($"fp {2 * seed + 1}", P)));

    private static Fp6 Element6(int seed) => new(Element2(3 * seed), Element2(3 * seed + 1), Element2(3 * seed + 2));

    private static Fp12 Element12(int seed) => new(Element6(2 * seed), Element6(2 * seed + 1));
}
