using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native.Tests.Proving;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Points of keys that stay on the device from one proof to the next, as long as nothing else needs their memory.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ResidentPointsTests : IDisposable
{
    private const int Points = 50, Room = 16, Log2 = 3;
    private const ulong Much = 8UL << 30, Little = 1UL << 30;

    private static readonly Lazy<KnownPoints<Fp>> First = new(() => new KnownPoints<Fp>(G1.Generator));
    private static readonly Fr[] Scalars = ProverNumbers.LikeWitness(Points);
    private readonly CudaProverBackend _backend;

    public ResidentPointsTests()
    {
        SimulatedDriver.Start(memory: Much);
        _backend = SimulatedDriver.CreateProver();
    }

    public void Dispose()
    {
        _backend.Dispose();
        Assert.Equal((nuint)0, SimulatedDriver.simulated_leftovers());
    }

    [Fact]
    public void The_next_proof_reads_no_points()
    {
        CountedQuery query = new();
        for (int proof = 0; proof < 3; proof++) Prove(query);
        // Part by part, once.
        Assert.Equal((Points + Room - 1) / Room, query.Reads);
    }

    [Fact]
    public void Without_memory_to_spare_every_proof_reads_them()
    {
        SimulatedDriver.Start(memory: Little);
        CountedQuery query = new();
        for (int proof = 0; proof < 3; proof++) Prove(query);
        Assert.Equal(3 * ((Points + Room - 1) / Room), query.Reads);
    }

    [Fact]
    public void Points_of_another_key_make_way_when_memory_is_needed()
    {
        // Room for one of the two beside what stays free.
        SimulatedDriver.Start(memory: (4UL << 30) + (6 << 20));
        CountedQuery first = new(), second = new(), small = new();
        Prove(first, bytes: 2 << 20);
        Prove(second, bytes: 2 << 20);
        int reads = first.Reads;
        Prove(first, bytes: 2 << 20);
        Assert.Equal(2 * reads, first.Reads);
        Prove(small);
    }

    [Fact]
    public void Memory_that_is_short_all_the_same_takes_them_back()
    {
        CountedQuery query = new();
        Prove(query);
        // The transforms take ten arrays; then in the middle of the next sum, which is made again by parts.
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 12, (int)CUResult.ErrorOutOfMemory, 0);
        Prove(query, scalars: [.. Enumerable.Range(0, Points).Select(ProverNumbers.Random)]);
        int reads = query.Reads;
        Assert.True(reads > (Points + Room - 1) / Room);
        Prove(query);
        Prove(query);
        Assert.Equal(reads + (Points + Room - 1) / Room, query.Reads);
    }

    [Fact]
    public void A_file_that_is_damaged_leaves_nothing_on_the_device()
    {
        CountedQuery query = new() { FailsAt = 2 };
        Assert.Throws<FormatException>(() => Prove(query));
        query.FailsAt = int.MaxValue;
        Prove(query);
    }

    private void Prove(CountedQuery query, Fr[]? scalars = null, int bytes = 0)
    {
        scalars ??= Scalars;
        query.Repeat = Math.Max(1, bytes / 96 / Points);
        Fr[] all = [.. Enumerable.Repeat(scalars, query.Repeat).SelectMany(each => each)];
        Domain domain = new(Log2);
        Fr[] rows = new Fr[domain.Size];
        _backend.Divide(domain, rows, [.. rows], [.. rows], TestContext.Current.CancellationToken);
        ProvingRoom room = new(Room * query.Repeat);
        JacobianPoint<Fp> sum = _backend.Sum(query, ScalarList.Of(all), 0, all.Length, room, TestContext.Current.CancellationToken);
        Fr[] times = [.. scalars.Select(scalar => scalar * Fr.FromUInt64((ulong)query.Repeat))];
        Assert.Equal(First.Value.Sum(times), sum.ToAffine());
    }

    /// <summary>The first points, again and again.</summary>
    private sealed class CountedQuery : IPointQuery<Fp>
    {
        public int Reads { get; private set; }

        public int Repeat { get; set; } = 1;

        public int FailsAt { get; set; } = int.MaxValue;

        public int Count => Points * Repeat;

        public void Read(int start, Memory<AffinePoint<Fp>> destination)
        {
            if (++Reads == FailsAt) throw new FormatException("damaged");
            for (int i = 0; i < destination.Length; i++) destination.Span[i] = First.Value.First(Points)[(start + i) % Points];
        }
    }
}
