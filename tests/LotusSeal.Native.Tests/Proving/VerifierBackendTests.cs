using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;
using LotusSeal.Groth16.Backends;
using LotusSeal.Native.Proving;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>What a verifier computes, the same as in managed code.</summary>
public sealed class VerifierBackendTests
{
    private static readonly AffinePoint<Fp>[] First = new FixedBase<Fp>(G1.Generator).Multiply([Fr.Zero, Fr.One, -Fr.One, .. Numbers(5)]);
    private static readonly AffinePoint<Fp2>[] Second = new FixedBase<Fp2>(G2.Generator).Multiply([.. Numbers(5), Fr.Zero, Fr.One, -Fr.One]);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Pairings(InstructionSets sets)
    {
        NativeVerifierBackend backend = Create(sets);
        TwistLines[] lines = [.. Second.Select(point => backend.LinesOf(point))];
        for (int i = 0; i < Second.Length; i++) Assert.Equal(TwistLines.Of(Second[i]).Steps.ToArray(), lines[i].Steps.ToArray());
        for (int count = 0; count <= First.Length; count++)
        {
            Fp12 loop = backend.MillerLoop(First.AsSpan(0, count), lines.AsSpan(0, count));
            Assert.Equal(Pairing.MillerLoop(First.AsSpan(0, count), Second.AsSpan(0, count)), loop);
            Assert.Equal(Pairing.FinalExponentiation(loop), backend.FinalExponentiation(loop));
        }
    }

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Sums_of_known_points(InstructionSets sets)
    {
        NativeVerifierBackend backend = Create(sets);
        Fr[] scalars = [.. ProverNumbers.AroundPowersOfTwo(), .. Numbers(40), Fr.Zero, Fr.One, -Fr.One];
        foreach (int count in (int[])[0, 1, 2, 17, scalars.Length])
        {
            OddMultiples<Fp> points = new(Enumerable.Range(0, count).Select(i => First[i % First.Length]).ToArray());
            Assert.Equal(points.Sum(scalars.AsSpan(0, count)).ToAffine(), backend.Sum(points, scalars.AsSpan(0, count)));
        }
    }

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Points_of_the_first_group(InstructionSets sets) => ReadsAsManaged<G1, Fp>(Create(sets), First[1..]);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Points_of_the_second_group(InstructionSets sets) =>
        ReadsAsManaged<G2, Fp2>(Create(sets), [.. Second.Where(point => !point.IsInfinity)]);

    /// <summary>Good points, and every kind of bytes that are none, with the words of managed code.</summary>
    private static void ReadsAsManaged<TCurve, TField>(NativeVerifierBackend backend, AffinePoint<TField>[] points)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        byte[] bytes = new byte[PointFormat<TCurve, TField>.CompressedSize];
        foreach (AffinePoint<TField> point in points)
        {
            PointFormat<TCurve, TField>.WriteCompressed(point, bytes);
            Assert.Equal(point, backend.ReadPoint<TCurve, TField>(bytes));
            for (int bit = 0; bit < 8; bit++) SaysTheSame([.. bytes[..^1], (byte)(bytes[^1] ^ 1 << bit)]);
            for (int bit = 0; bit < 8; bit++) SaysTheSame([(byte)(bytes[0] ^ 1 << bit), .. bytes[1..]]);
        }

        // Small coordinates: half of them are on the curve, and none of these is in the group.
        for (int x = 0; x < 30; x++)
        {
            byte[] small = new byte[bytes.Length];
            (small[0], small[^1]) = (0x80, (byte)x);
            SaysTheSame(small);
        }

        SaysTheSame([0xc0, .. new byte[bytes.Length - 1]]);
        SaysTheSame([0xc0, .. bytes[1..]]);
        SaysTheSame([0xff, .. bytes[1..]]);
        SaysTheSame(bytes[1..]);
        SaysTheSame([.. bytes, 0]);
        byte[] large = [.. bytes];
        Fp.Modulus.CopyTo(large.AsSpan(large.Length - Fp.Size));
        large[0] |= 0x80;
        SaysTheSame(large);

        void SaysTheSame(byte[] damaged)
        {
            Assert.Equal(Said(ManagedVerifierBackend.Instance, damaged), Said(backend, damaged));
        }

        static string Said(IVerifierBackend reader, byte[] bytes)
        {
            try
            {
                return reader.ReadPoint<TCurve, TField>(bytes).ToString();
            }
            catch (FormatException error)
            {
                return error.Message;
            }
        }
    }

    private static NativeVerifierBackend Create(InstructionSets sets) => new(NativeVariants.Create(sets).Info);

    private static IEnumerable<Fr> Numbers(int count) => Enumerable.Range(0, count).Select(ProverNumbers.Random);
}
