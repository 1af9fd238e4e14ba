using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native.Proving;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>Points of files, and bytes that are none.</summary>
public sealed class PointDecoderTests
{
    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Points_of_the_first_group(InstructionSets sets) => AgreesWithManaged<G1, Fp>(sets, G1.Generator);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Points_of_the_second_group(InstructionSets sets) => AgreesWithManaged<G2, Fp2>(sets, G2.Generator);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void What_is_no_point_is_said_as_by_managed_code(InstructionSets sets)
    {
        NativeLibraryInfo library = NativeVariants.Create(sets).Info;
        foreach ((int place, byte value) in (ReadOnlySpan<(int, byte)>)[(0, 0x80), (0, 0x40), (0, 0x20), (0, 0x1f), (48, 0xff), (95, 0)])
        {
            byte[] bytes = Encode<G1, Fp>([G1.Generator, G1.Generator, G1.Generator]);
            bytes[96 + place] = value;
            string expected = Assert.Throws<FormatException>(() => new PointDecoder<G1, Fp>().Decode(bytes, new AffinePoint<Fp>[3])).Message;
            Assert.Equal(expected,
                Assert.Throws<FormatException>(() => new NativePointDecoder<G1, Fp>(library).Decode(bytes, new AffinePoint<Fp>[3])).Message);
        }
    }

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void The_equation_of_the_curve_may_be_left_out(InstructionSets sets)
    {
        byte[] bytes = Encode<G1, Fp>([G1.Generator]);
        bytes[^1] ^= 1;
        AffinePoint<Fp>[] points = new AffinePoint<Fp>[1];
        new NativePointDecoder<G1, Fp>(NativeVariants.Create(sets).Info, onCurve: false).Decode(bytes, points);
        Assert.Equal(G1.Generator.X, points[0].X);
    }

    private static void AgreesWithManaged<TCurve, TField>(InstructionSets sets, AffinePoint<TField> generator)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        AffinePoint<TField>[] points = new FixedBase<TField>(generator).Multiply([.. Enumerable.Range(0, 50).Select(ProverNumbers.Random)]);
        AffinePoint<TField>[] decoded = new AffinePoint<TField>[points.Length];
        new NativePointDecoder<TCurve, TField>(NativeVariants.Create(sets).Info).Decode(Encode<TCurve, TField>(points), decoded);
        Assert.Equal(points, decoded);
    }

    private static byte[] Encode<TCurve, TField>(AffinePoint<TField>[] points)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        int size = PointFormat<TCurve, TField>.Size;
        byte[] bytes = new byte[points.Length * size];
        for (int i = 0; i < points.Length; i++) PointFormat<TCurve, TField>.Write(points[i], bytes.AsSpan(i * size, size));
        return bytes;
    }
}
