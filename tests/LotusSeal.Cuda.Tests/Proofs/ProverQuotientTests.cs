using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native.Tests.Proving;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Rows and numbers of circuits brought to the device in their short form, and a quotient that stays there.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ProverQuotientTests : IDisposable
{
    private const int Log2 = 8, RowCount = 200;
    private const ulong Much = 8UL << 30;

    private static readonly Lazy<KnownPoints<Fp>> First = new(() => new KnownPoints<Fp>(G1.Generator));
    private CudaProverBackend _backend;

    public ProverQuotientTests()
    {
        SimulatedDriver.Start();
        _backend = SimulatedDriver.CreateProver();
    }

    public void Dispose()
    {
        _backend.Dispose();
        Assert.Equal((nuint)0, SimulatedDriver.simulated_leftovers());
    }

    /// <summary>Rows that fill the domain, or end within or at the end of a word of 64.</summary>
    [Theory, InlineData(1, 2), InlineData(4, 16), InlineData(6, 33), InlineData(8, 129), InlineData(8, 192), InlineData(11, 2000)]
    public void Sums_of_a_quotient_are_those_of_managed_code(int log2, int rows)
    {
        foreach (ulong memory in (ulong[])[1UL << 30, Much])
        {
            SimulatedDriver.Start(memory: memory);
            Restart();
            AssertRight(_backend, log2, rows);
            // Once more with what was kept.
            AssertRight(_backend, log2, rows);
        }
    }

    /// <summary>So many that several threads gather them.</summary>
    [Fact]
    public void Numbers_of_several_pieces_are_summed()
    {
        const int count = (1 << 18) + 100;
        ValueList numbers = new();
        Fr expected = Fr.Zero;
        while (numbers.Count < count)
        {
            numbers.AddBits(0x9e3779b97f4a7c15UL, Math.Min(63, count - numbers.Count));
            if (numbers.Count < count) numbers.Add(Fr.FromUInt64((ulong)numbers.Count));
        }

        foreach (Fr number in numbers) expected += number;
        Same query = new(count);
        ProvingRoom room = new(count);
        JacobianPoint<Fp> sum = _backend.Sum(query, ScalarList.Of(numbers), 0, count, room, TestContext.Current.CancellationToken);
        Assert.Equal(JacobianPoint<Fp>.Of(G1.Generator).Multiply(expected).ToAffine(), sum.ToAffine());
    }

    /// <summary>Memory that is short in a sum leaves the quotient: points that were kept make way, and fewer are summed at a time.</summary>
    [Fact]
    public void A_quotient_stays_while_memory_is_short_for_its_sum()
    {
        // Parts that are worth halving.
        const int log2 = 12;
        (CircuitRows circuit, PointArray<Fp> query, ProvingRoom room, AffinePoint<Fp> expected) = Case(log2, 3000);
        using IQuotient quotient = _backend.Quotient(new Domain(log2), circuit, room, TestContext.Current.CancellationToken);
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 3, (int)CUResult.ErrorOutOfMemory, 0);
        Assert.Equal(expected, SumOf(quotient, query));
        Assert.Equal(expected, SumOf(quotient, query));
    }

    [Fact]
    public void The_substitute_makes_a_quotient_again_that_was_lost()
    {
        foreach (string what in (string[])["fails", "is condemned", "fails when it divides", "has no memory"])
        {
            List<string> warnings = [];
            SimulatedDriver.Start();
            Restart();
            ManagedProverBackend processor = new();
            DeviceTrust device = new(_backend, processor, TimeProvider.System, warnings.Add, () => processor.Name);
            DeviceFirst trust = new(device, processor, processor);
            (CircuitRows circuit, PointArray<Fp> query, ProvingRoom room, AffinePoint<Fp> expected) = Case(Log2, RowCount);
            // Known answers are asked for once.
            trust.Quotient(new Domain(Log2), circuit, room, TestContext.Current.CancellationToken).Dispose();
            if (what == "fails when it divides") SimulatedDriver.simulate_failure("cuLaunchKernel", 9, (int)CUResult.ErrorLaunchFailed, 1);
            if (what == "has no memory") SimulatedDriver.simulate_failure("cuMemAlloc_v2", 1, (int)CUResult.ErrorOutOfMemory, 1);
            using IQuotient quotient = trust.Quotient(new Domain(Log2), circuit, room, TestContext.Current.CancellationToken);
            if (what == "fails") SimulatedDriver.simulate_failure("cuLaunchKernel", 3, (int)CUResult.ErrorLaunchFailed, 1);
            if (what == "is condemned") device.Condemn("the driver reports Xid 48");
            Assert.Equal(expected, SumOf(quotient, query));
            Assert.Equal(expected, SumOf(quotient, query));
            Assert.NotNull(quotient.Coefficients);
            Assert.Single(warnings);
        }

        SimulatedDriver.Start();
    }

    [Fact]
    public void The_next_device_makes_a_quotient_again()
    {
        SimulatedDriver.Start(devices: 2);
        // Both are watched, and what an earlier test had reported of them is not theirs.
        SimulatedSensors.Start();
        Assert.True(CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out _));
        List<string> warnings = [];
        using ProofGpus proofs = new(gpus, new ManagedProverBackend(), GpuPolicy.Prefer, warnings.Add, Assert.Fail);
        const int log2 = 11;
        (CircuitRows circuit, PointArray<Fp> query, ProvingRoom room, AffinePoint<Fp> expected) = Case(log2, 2000);
        using IQuotient quotient = proofs.Backend.Quotient(new Domain(log2), circuit, room, TestContext.Current.CancellationToken);
        Assert.Equal(expected, SumOf(quotient, query));
        proofs.Failed(gpus[1].Device, "the driver reports Xid 79");
        Assert.Equal(expected, SumOf(quotient, query));
        Assert.True(quotient.Coefficients is null, string.Join("\n", warnings));
        proofs.Failed(gpus[0].Device, "the driver reports Xid 79");
        Assert.Equal(expected, SumOf(quotient, query));
        Assert.NotNull(quotient.Coefficients);
    }

    [Fact]
    public void A_quotient_can_be_given_back_after_its_device_was_closed()
    {
        (CircuitRows circuit, PointArray<Fp> query, ProvingRoom room, _) = Case(Log2, RowCount);
        IQuotient quotient = _backend.Quotient(new Domain(Log2), circuit, room, TestContext.Current.CancellationToken);
        _backend.Dispose();
        Assert.Equal((nuint)0, SimulatedDriver.simulated_leftovers());
        Assert.Equal(FaultRemedy.Retry, Assert.Throws<SealingBackendException>(() => SumOf(quotient, query)).Fault.Remedy);
        quotient.Dispose();
        quotient.Dispose();
    }

    [Fact]
    public void More_rows_than_the_domain_has_powers_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        _backend.Quotient(new Domain(3), Rows(9), new ProvingRoom(9), TestContext.Current.CancellationToken));

    private static void AssertRight(IProverBackend backend, int log2, int rows)
    {
        (CircuitRows circuit, PointArray<Fp> query, ProvingRoom room, AffinePoint<Fp> expected) = Case(log2, rows);
        using (IQuotient quotient = backend.Quotient(new Domain(log2), circuit, room, TestContext.Current.CancellationToken))
            Assert.Equal(expected, SumOf(quotient, query));
        foreach (ScalarList side in (ScalarList[])[circuit.A, circuit.B, circuit.C])
        {
            int count = Math.Min(query.Count, rows);
            JacobianPoint<Fp> sum = backend.Sum(query, side, 0, count, room, TestContext.Current.CancellationToken);
            Assert.Equal(First.Value.Sum([.. side.Take(count)]), sum.ToAffine());
        }
    }

    /// <summary>Rows, points for their quotient, room for a part of it, and the sum.</summary>
    private static (CircuitRows Rows, PointArray<Fp> Query, ProvingRoom Room, AffinePoint<Fp> Sum) Case(int log2, int rows)
    {
        Domain domain = new(log2);
        int count = (int)domain.Size - 1;
        CircuitRows circuit = Rows(rows);
        (Fr[] a, Fr[] b, Fr[] c) = (new Fr[domain.Size], new Fr[domain.Size], new Fr[domain.Size]);
        circuit.CopyTo(a, b, c, threads: 1);
        domain.Divide(a, b, c);
        PointArray<Fp> query = new(First.Value.First(count).ToArray());
        return (circuit, query, new ProvingRoom(Math.Max(1, count / 3)), First.Value.Sum(a[..count]));
    }

    private static AffinePoint<Fp> SumOf(IQuotient quotient, PointArray<Fp> query) =>
        quotient.Sum(query, 0, query.Count, TestContext.Current.CancellationToken).ToAffine();

    private static CircuitRows Rows(int count)
    {
        return new CircuitRows(Side(1), Side(2), Side(3));

        ScalarList Side(int seed)
        {
            ValueList side = new();
            while (side.Count < count)
            {
                side.AddSmall(new SmallSide(0x9e3779b97f4a7c15UL * (ulong)seed, 0xc2b2ae3d27d4eb4fUL >> seed), Math.Min(41, count - side.Count));
                for (int i = 0; i < 9 && side.Count < count; i++) side.Add(ProverNumbers.Random((seed << 11) + side.Count));
            }

            return ScalarList.Of(side);
        }
    }

    private void Restart()
    {
        _backend.Dispose();
        _backend = SimulatedDriver.CreateProver();
    }

    /// <summary>The generator, again and again.</summary>
    private sealed class Same(int count) : IPointQuery<Fp>
    {
        public int Count => count;

        public void Read(int start, Memory<AffinePoint<Fp>> destination) => destination.Span.Fill(G1.Generator);
    }
}
