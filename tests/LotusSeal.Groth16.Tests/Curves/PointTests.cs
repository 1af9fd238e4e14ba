using System.Numerics;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using static LotusSeal.Groth16.Tests.Support.Scalars;

namespace LotusSeal.Groth16.Tests.Curves;

/// <summary>Sums and multiples of points in both groups.</summary>
public sealed class PointTests
{
    [Fact]
    public void Sums_in_the_first_group_agree_with_multiples() => AgreesWithMultiples(G1.Generator);

    [Fact]
    public void Sums_in_the_second_group_agree_with_multiples() => AgreesWithMultiples(G2.Generator);

    [Fact]
    public void The_generators_have_the_order_r()
    {
        Assert.True(JacobianPoint<Fp>.Of(G1.Generator).Multiply(Fr.Modulus).IsInfinity);
        Assert.True(JacobianPoint<Fp2>.Of(G2.Generator).Multiply(Fr.Modulus).IsInfinity);
    }

    [Fact]
    public void Who_is_in_the_first_group_is_told_as_by_its_order() => IsInGroupByOrder<G1, Fp>();

    [Fact]
    public void Who_is_in_the_second_group_is_told_as_by_its_order() => IsInGroupByOrder<G2, Fp2>();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void A_sum_of_odd_multiples_is_that_of_all(int count)
    {
        AffinePoint<Fp>[] points = [.. Enumerable.Range(0, count).Select(i => Multiple(i % 5 == 0 ? 0 : Number($"point {i / 2}", R)))];
        Fr[] scalars = [.. Enumerable.Range(0, count).Select(i =>
            ToFr((i % 7) switch { 0 => R - 1, 1 => 0, 2 => 1, 3 => 31, _ => Number($"scalar {i}", R) }))];
        Assert.Equal(MultiScalar.Sum<Fp>(points, scalars).ToAffine(), new OddMultiples<Fp>(points).Sum(scalars).ToAffine());

        static AffinePoint<Fp> Multiple(BigInteger number) => JacobianPoint<Fp>.Of(G1.Generator).Multiply(LittleEndian(number)).ToAffine();
    }

    /// <summary>Secrets of one sum each: zeros, ones, the largest, equal points, opposite points, infinity among them.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(300)]
    public void A_sum_of_many_multiples_is_that_of_each(int count)
    {
        JacobianPoint<Fp> generator = JacobianPoint<Fp>.Of(G1.Generator);
        AffinePoint<Fp>[] points = new AffinePoint<Fp>[count];
        Fr[] scalars = new Fr[count];
        BigInteger expected = 0;
        for (int i = 0; i < count; i++)
        {
            BigInteger multiple = (i % 9) switch { 0 => 0, 1 => 1, 2 => R - 1, 3 => 1, _ => Number($"point {i / 2}", R) };
            BigInteger scalar = (i % 7) switch { 0 => R - 1, 1 => 0, 2 => 1, _ => Number($"scalar {i}", R) };
            points[i] = generator.Multiply(LittleEndian(multiple)).ToAffine();
            scalars[i] = ToFr(scalar);
            expected = (expected + multiple * scalar) % R;
        }

        Assert.Equal(generator.Multiply(LittleEndian(expected)).ToAffine(), MultiScalar.Sum<Fp>(points, scalars).ToAffine());
    }

    /// <summary>Points of the group, of the curve at random, of small order, and sums of such.</summary>
    private static void IsInGroupByOrder<TCurve, TField>()
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField> inGroup = JacobianPoint<TField>.Of(TCurve.Generator).Multiply(LittleEndian(Number("in", R)));
        Assert.True(TCurve.IsInGroup(default));
        Assert.True(TCurve.IsInGroup(TCurve.Generator));
        Assert.True(TCurve.IsInGroup(inGroup.ToAffine()));
        byte[] bytes = new byte[TCurve.CoordinateSize];
        int outside = 0;
        for (bytes[0] = 0x80; outside < 12; bytes[^1]++)
        {
            AffinePoint<TField> point;
            try
            {
                point = PointFormat<TCurve, TField>.ReadCompressed(bytes);
            }
            catch (FormatException)
            {
                continue;
            }

            // r times a point of the curve has an order that divides the cofactor.
            JacobianPoint<TField> small = JacobianPoint<TField>.Of(point).Multiply(Fr.Modulus);
            foreach (JacobianPoint<TField> one in (JacobianPoint<TField>[])[JacobianPoint<TField>.Of(point), small, small + inGroup])
            {
                Assert.Equal(one.Multiply(Fr.Modulus).IsInfinity, TCurve.IsInGroup(one.ToAffine()));
            }

            outside++;
        }
    }

    private static void AgreesWithMultiples<TField>(AffinePoint<TField> generator)
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField> g = JacobianPoint<TField>.Of(generator);
        BigInteger[] numbers = [0, 1, 2, 3, R - 1, R - 2, Number("a", R), Number("b", R)];
        foreach (BigInteger a in numbers)
        {
            JacobianPoint<TField> left = g.Multiply(LittleEndian(a));
            Assert.Equal(g.Multiply(LittleEndian(2 * a % R)).ToAffine(), left.Double().ToAffine());
            Assert.Equal(g.Multiply(LittleEndian((R - a) % R)).ToAffine(), (-left).ToAffine());
            foreach (BigInteger b in numbers)
            {
                JacobianPoint<TField> right = g.Multiply(LittleEndian(b));
                AffinePoint<TField> sum = g.Multiply(LittleEndian((a + b) % R)).ToAffine();
                Assert.Equal(sum, (left + right).ToAffine());
                Assert.Equal(sum, (left + right.ToAffine()).ToAffine());
            }
        }
    }
}
