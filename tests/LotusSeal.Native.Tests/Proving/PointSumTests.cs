using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Native.Interop;
using LotusSeal.Native.Proving;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>Sums of multiples of points in both groups, compared with the same sum of numbers.</summary>
public sealed class PointSumTests
{
    private static readonly Lazy<KnownPoints<Fp>> First = new(() => new KnownPoints<Fp>(G1.Generator));
    private static readonly Lazy<KnownPoints<Fp2>> Second = new(() => new KnownPoints<Fp2>(G2.Generator));

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Sums_in_the_first_group(InstructionSets sets) => AllSums(ProverVariants.Create(sets), First.Value);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Sums_in_the_second_group(InstructionSets sets) => AllSums(ProverVariants.Create(sets), Second.Value);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void The_managed_sum_is_the_same(InstructionSets sets)
    {
        Fr[] scalars = [.. Enumerable.Range(0, 500).Select(ProverNumbers.Random)];
        Assert.Equal(MultiScalar.Sum(First.Value.First(500), scalars).ToAffine(),
            ProverVariants.Create(sets).Sum(First.Value.First(500), scalars, TestContext.Current.CancellationToken).ToAffine());
    }

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Points_that_are_all_the_same_or_cancel_out(InstructionSets sets)
    {
        NativeProverBackend backend = ProverVariants.Create(sets);
        Fr scalar = ProverNumbers.Random(5);
        foreach (Fr each in (Fr[])[Fr.One, scalar])
        {
            const int count = 9001;
            AffinePoint<Fp>[] same = [.. Enumerable.Repeat(G1.Generator, count)], opposite = [.. same.Select((p, i) => i % 2 == 0 ? p : -p)];
            Fr[] scalars = [.. Enumerable.Repeat(each, count)];
            JacobianPoint<Fp> generator = JacobianPoint<Fp>.Of(G1.Generator);
            Assert.Equal(generator.Multiply(each * Fr.FromUInt64(count)).ToAffine(), Sum(backend, same, scalars));
            Assert.Equal(generator.Multiply(each).ToAffine(), Sum(backend, opposite, scalars));
            Assert.True(Sum(backend, opposite.AsSpan(1), scalars.AsSpan(1)).IsInfinity);
        }
    }

    [Fact]
    public void Points_and_scalars_are_as_many() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ProverVariants.Create(InstructionSets.None).Sum<Fp>([G1.Generator], []));

    [Fact]
    public void A_cancelled_sum_is_not_begun()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            ProverVariants.Create(InstructionSets.None).Sum(First.Value.First(5), ProverNumbers.LikeWitness(5), cancelled.Token));
    }

    /// <summary>A kernel looks at the flag between blocks of points.</summary>
    [Fact]
    public unsafe void A_kernel_stops_when_the_flag_says_so()
    {
        int stop = 1;
        uint end = KnownPoints<Fp>.Count;
        uint[] entries = [.. Enumerable.Range(0, (int)end).Select(i => (uint)i)];
        AffinePoint<Fp> sum;
        fixed (AffinePoint<Fp>* points = First.Value.First((int)end))
        fixed (uint* entry = entries)
            Assert.Equal(NativeStatus.Stopped, NativeMethods.lotusseal_point_runs(0, 1, (ulong*)points, entry, &end, 1, (ulong*)&sum, &stop));
    }

    private static void AllSums<TField>(NativeProverBackend backend, KnownPoints<TField> points)
        where TField : struct, IField<TField>
    {
        foreach (int count in (int[])[0, 1, 2, 3, 15, 16, 17, 100, 2047, 2049, 4096, 4097, KnownPoints<TField>.Count])
        {
            Check(ProverNumbers.LikeWitness(count));
            Check(new Fr[count]);
            Check([.. Enumerable.Repeat(Fr.One, count)]);
            if (count <= 4097) Check([.. Enumerable.Range(count, count).Select(ProverNumbers.Random)]);
        }

        Check(ProverNumbers.AroundPowersOfTwo());

        void Check(Fr[] scalars) => Assert.Equal(points.Sum(scalars), Sum(backend, points.First(scalars.Length), scalars));
    }

    private static AffinePoint<TField> Sum<TField>(NativeProverBackend backend, ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars)
        where TField : struct, IField<TField> => backend.Sum(points, scalars, TestContext.Current.CancellationToken).ToAffine();
}
