using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using static LotusSeal.Groth16.Tests.Support.Scalars;

namespace LotusSeal.Groth16.Tests.Curves;

/// <summary>Points as bytes: what is written is read, and nothing else is.</summary>
public sealed class PointFormatTests
{
    [Fact]
    public void Points_of_the_first_group_come_back() => ComesBack<G1, Fp>();

    [Fact]
    public void Points_of_the_second_group_come_back() => ComesBack<G2, Fp2>();

    [Fact]
    public void What_is_no_point_of_the_first_group_is_refused() => IsRefused<G1, Fp>();

    [Fact]
    public void What_is_no_point_of_the_second_group_is_refused() => IsRefused<G2, Fp2>();

    [Fact]
    public void A_point_of_the_curve_may_be_outside_of_the_group()
    {
        // The first x that has a y: most points are not in the group.
        byte[] bytes = new byte[Fp.Size];
        bytes[0] = 0x80;
        for (bytes[^1] = 1; ; bytes[^1]++)
        {
            try
            {
                Assert.False(G1.IsInGroup(PointFormat<G1, Fp>.ReadCompressed(bytes)));
                return;
            }
            catch (FormatException)
            {
            }
        }
    }

    private static void ComesBack<TCurve, TField>()
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        byte[] compressed = new byte[PointFormat<TCurve, TField>.CompressedSize], whole = new byte[PointFormat<TCurve, TField>.Size];
        for (int i = 0; i < 20; i++)
        {
            AffinePoint<TField> point = JacobianPoint<TField>.Of(TCurve.Generator).Multiply(LittleEndian(i < 2 ? i : Number($"{i}", R))).ToAffine();
            PointFormat<TCurve, TField>.WriteCompressed(point, compressed);
            PointFormat<TCurve, TField>.Write(point, whole);
            Assert.Equal(point, PointFormat<TCurve, TField>.ReadCompressed(compressed));
            Assert.Equal(point, PointFormat<TCurve, TField>.Read(whole));
            if (point.IsInfinity) continue;
            compressed[0] ^= 0x20;
            Assert.Equal(-point, PointFormat<TCurve, TField>.ReadCompressed(compressed));
        }
    }

    private static void IsRefused<TCurve, TField>()
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        byte[] compressed = new byte[PointFormat<TCurve, TField>.CompressedSize], whole = new byte[PointFormat<TCurve, TField>.Size];
        PointFormat<TCurve, TField>.WriteCompressed(TCurve.Generator, compressed);
        PointFormat<TCurve, TField>.Write(TCurve.Generator, whole);
        RefusesCompressed("says that it is compressed", With(whole, 0, 0x80));
        RefusesCompressed("does not say", With(compressed, 0, 0x80), isCompressed: true);
        RefusesCompressed("not on the curve", With(whole, whole.Length - 1, 1));
        RefusesCompressed("bytes, not", compressed[1..], isCompressed: true);
        RefusesCompressed("bytes, not", whole[1..]);
        RefusesCompressed("infinity has a coordinate", With(compressed, 0, 0x40), isCompressed: true);
        RefusesCompressed("infinity has a coordinate", With(whole, 0, 0x40));
        byte[] infinity = new byte[compressed.Length];
        infinity[0] = 0xe0;
        RefusesCompressed("infinity has a coordinate or a sign", infinity, isCompressed: true);
        RefusesCompressed("sign of a compressed", With(whole, 0, 0x20));
        byte[] large = [.. compressed];
        Fp.Modulus.CopyTo(large);
        large[0] |= 0x80;
        RefusesCompressed("not below the modulus", large, isCompressed: true);

        static byte[] With(byte[] bytes, int index, byte change)
        {
            byte[] changed = [.. bytes];
            changed[index] ^= change;
            return changed;
        }

        static void RefusesCompressed(string reason, byte[] bytes, bool isCompressed = false)
        {
            FormatException error = Assert.Throws<FormatException>(() =>
                isCompressed ? PointFormat<TCurve, TField>.ReadCompressed(bytes) : PointFormat<TCurve, TField>.Read(bytes));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }
}
