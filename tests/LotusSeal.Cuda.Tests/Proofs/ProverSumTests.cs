using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Native.Tests.Proving;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Sums of multiples of points by the kernels, compiled for the host, compared with the same sum of numbers.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ProverSumTests : IDisposable
{
    private static readonly Lazy<KnownPoints<Fp>> First = new(() => new KnownPoints<Fp>(G1.Generator));
    private static readonly Lazy<KnownPoints<Fp2>> Second = new(() => new KnownPoints<Fp2>(G2.Generator));

    private readonly CudaProverBackend _backend;

    public ProverSumTests()
    {
        SimulatedDriver.Start();
        _backend = SimulatedDriver.CreateProver();
    }

    public void Dispose()
    {
        _backend.Dispose();
        Assert.Equal((nuint)0, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public void Sums_in_the_first_group() => AllSums(First.Value, [0, 1, 2, 3, 31, 32, 33, 129, 2049, KnownPoints<Fp>.Count], mostOfRandom: 2049);

    [Fact]
    public void Sums_in_the_second_group() => AllSums(Second.Value, [1, 3, 33, 2049], mostOfRandom: 33);

    [Fact]
    public void Points_that_are_all_the_same_or_cancel_out()
    {
        const int count = 1025;
        foreach (Fr each in (Fr[])[Fr.One, ProverNumbers.Random(5)])
        {
            AffinePoint<Fp>[] same = [.. Enumerable.Repeat(G1.Generator, count)], opposite = [.. same.Select((p, i) => i % 2 == 0 ? p : -p)];
            Fr[] scalars = [.. Enumerable.Repeat(each, count)];
            JacobianPoint<Fp> generator = JacobianPoint<Fp>.Of(G1.Generator);
            Assert.Equal(generator.Multiply(each * Fr.FromUInt64(count)).ToAffine(), Sum(same, scalars));
            Assert.Equal(generator.Multiply(each).ToAffine(), Sum(opposite, scalars));
            Assert.True(Sum<Fp>(opposite.AsSpan(1), scalars.AsSpan(1)).IsInfinity);
        }
    }

    [Fact]
    public void Points_and_scalars_are_as_many() => Assert.Throws<ArgumentOutOfRangeException>(() => _backend.Sum<Fp>([G1.Generator], []));

    [Fact]
    public void A_cancelled_sum_is_not_begun()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => _backend.Sum(First.Value.First(5), ProverNumbers.LikeWitness(5), cancelled.Token));
    }

    [Fact]
    public void Every_digit_has_room_for_its_carry()
    {
        foreach (int count in (int[])[1, 1000, 1 << 20, 1 << 25])
        {
            foreach (int others in (int[])[0, 1, count / 70, count])
            {
                SumPlan plan = SumPlan.For(count, others);
                Assert.True(plan.Bits * plan.Windows >= 256);
                Assert.Equal(plan.WindowBuckets, plan.Run * plan.WindowParts);
                Assert.True((long)plan.Segments * plan.SegmentEntries >= plan.Entries);
                Assert.True((long)plan.Windows * count < uint.MaxValue);
            }
        }
    }

    private void AllSums<TField>(KnownPoints<TField> points, int[] counts, int mostOfRandom)
        where TField : struct, IField<TField>
    {
        foreach (int count in counts)
        {
            Check(ProverNumbers.LikeWitness(count));
            Check(new Fr[count]);
            Check([.. Enumerable.Repeat(Fr.One, count)]);
            if (count <= mostOfRandom) Check([.. Enumerable.Range(count, count).Select(ProverNumbers.Random)]);
        }

        Check(ProverNumbers.AroundPowersOfTwo());

        void Check(Fr[] scalars) => Assert.Equal(points.Sum(scalars), Sum(points.First(scalars.Length), scalars));
    }

    private AffinePoint<TField> Sum<TField>(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars)
        where TField : struct, IField<TField> => _backend.Sum(points, scalars, TestContext.Current.CancellationToken).ToAffine();
}
