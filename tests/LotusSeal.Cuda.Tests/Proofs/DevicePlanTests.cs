using System.Globalization;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Replicas;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Native.Tests.Proving;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Provers;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>What is planned for GPUs of all sizes, as docs/sizing.md tells it, and that work goes on where a plan does not fit.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class DevicePlanTests
{
    private const ulong GiB = 1UL << 30;
    private const RegisteredSealProof Small = RegisteredSealProof.StackedDrg32GiBV1_1, Large = RegisteredSealProof.StackedDrg64GiBV1_1;

    /// <summary>What the driver and the worker's context take, about.</summary>
    private const ulong Context = GiB / 2;

    /// <summary>Memory in GiB, and multiprocessors of a card or an instance that has it.</summary>
    private static readonly (string Name, ulong Memory, int Multiprocessors)[] Cards =
    [
        ("5 GB, MIG 1g.5gb", 5, 14), ("8 GB, RTX 3070", 8, 46), ("10 GB, MIG 2g.10gb", 10, 28), ("16 GB, RTX A4000", 16, 48),
        ("20 GB, MIG 3g.20gb", 20, 42), ("24 GB, RTX 3090", 24, 82), ("48 GB, RTX A6000", 48, 84), ("80 GB, H100", 80, 132),
        ("141 GB, H200", 140, 132),
    ];

    [Fact]
    public void Plans_are_those_of_the_page()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "sizing.md"));
        string table = string.Join('\n', Cards.Select(card => Row(card.Name, card.Memory * GiB, card.Multiprocessors)));
        Assert.True(page.Contains(table, StringComparison.Ordinal), $"docs/sizing.md does not say:\n{table}");
    }

    [Fact]
    public void Sectors_of_64_GiB_are_planned_as_those_of_32()
    {
        foreach ((_, ulong memory, int multiprocessors) in Cards)
            Assert.Equal(Replica(Small, memory * GiB, multiprocessors), Replica(Large, memory * GiB, multiprocessors));
        Assert.All(Circuits(Small).Concat(Circuits(Large)), size => Assert.Equal(1L << 27, size.Rows));
        Assert.Equal(["44.1", "32.1", "56.6"], Circuits(Small).Select(size => Tenths((ulong)size.ParametersLength)));
        Assert.Equal(["44.4", "33.1", "58.3"], Circuits(Large).Select(size => Tenths((ulong)size.ParametersLength)));
    }

    [Fact]
    public void A_quotient_that_no_device_memory_is_enough_for_is_the_processor_s()
    {
        const int Log2 = 17;
        Domain domain = new(Log2);
        SimulatedDriver.Start(memory: 8 << 20);
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        List<string> warnings = [];
        FakeTimeProvider clock = new();
        DeviceFirst backend = Trusted.Of(device, NativeProver.Backend, clock, warnings);
        Fr[] a = Numbers(1), b = Numbers(2), c = Numbers(3);
        Fr[] expected = NativeProver.Backend.Divide(domain, [.. a], [.. b], [.. c], TestContext.Current.CancellationToken);
        Assert.Equal(expected, backend.Divide(domain, a, b, c, TestContext.Current.CancellationToken));
        string warning = Assert.Single(warnings);
        Assert.Contains("a quotient of 131072 rows needs 10 MiB of its memory, of which it has 8 MiB; ", warning, StringComparison.Ordinal);
        // Sums are the device's all the same, and nothing is said again.
        Assert.Equal(expected, backend.Divide(domain, Numbers(1), Numbers(2), Numbers(3), TestContext.Current.CancellationToken));
        Assert.Single(warnings);
        uint launches = SimulatedDriver.simulated_calls("cuLaunchKernel");
        KnownPoints<Fp> points = new(Bls12381.Curves.G1.Generator);
        Fr[] scalars = ProverNumbers.LikeWitness(100);
        Assert.Equal(points.Sum(scalars), backend.Sum(points.First(100), scalars, TestContext.Current.CancellationToken).ToAffine());
        Assert.True(SimulatedDriver.simulated_calls("cuLaunchKernel") > launches);

        Fr[] Numbers(int seed) => [.. Enumerable.Range(0, (int)domain.Size).Select(i => Fr.FromUInt64((ulong)(i * seed + 1)))];
    }

    private static string Row(string name, ulong memory, int multiprocessors)
    {
        MemoryPlan replica = Replica(Small, memory, multiprocessors);
        SimulatedDriver.Start(memory: memory);
        using CudaProverBackend prover = SimulatedDriver.CreateProver();
        ulong quotient = DeviceTransform.MemoryOf(new Domain(27));
        IEnumerable<string> kept = Circuits(Small).Select(size => Tenths(Math.Min(KeptPoints(memory, quotient), (ulong)size.ParametersLength)));
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {replica.Lanes} × {replica.Batch.Nodes:N0} nodes, "
            + $"{Tenths((ulong)replica.DeviceBytes)} GiB | {prover.PartPoints:N0} | {(memory - Context < quotient ? "processor" : "GPU")} | "
            + $"{string.Join(" | ", kept)} |");
    }

    private static MemoryPlan Replica(RegisteredSealProof proof, ulong memory, int multiprocessors)
    {
        PoRepConfig config = PoRepConfig.ForProof(proof);
        GeneratedSector sector = new();
        SealingJob job = new(ReplicaPlan.For(config, rowsToDiscard: 2, threads: 16), sector, sector);
        return MemoryPlan.For(job, multiprocessors, memory - Context);
    }

    /// <summary>Commit2, ProveReplicaUpdate2, window PoSt.</summary>
    private static IEnumerable<CircuitSize> Circuits(RegisteredSealProof proof)
    {
        PoRepConfig config = PoRepConfig.ForProof(proof);
        RegisteredPoStProof window = proof == Small ? RegisteredPoStProof.StackedDrgWindow32GiBV1_1 : RegisteredPoStProof.StackedDrgWindow64GiBV1_1;
        return [SealCircuit.SizeOf(config), UpdateCircuit.SizeOf(config), PostCircuit.SizeOf(window)];
    }

    /// <summary>The most bytes that points are given room for, beside a quotient: the driver is asked for them, and has none.</summary>
    private static ulong KeptPoints(ulong memory, ulong quotient)
    {
        SimulatedDriver.Start(memory: 16 << 20);
        SimulatedDriver.simulate_free_memory((nuint)(memory - Context));
        using ProofDevice device = new(CudaDeviceInfo.FindAll()[0]);
        using ResidentPoints points = new(device, memory);
        points.BeginProof(quotient);
        ulong low = 0, high = memory;
        while (low < high)
        {
            ulong middle = (low + high + 1) / 2;
            uint asked = SimulatedDriver.simulated_calls("cuMemAlloc_v2");
            points.TryTake((long)middle)?.Dispose();
            if (SimulatedDriver.simulated_calls("cuMemAlloc_v2") > asked) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private static string Tenths(ulong bytes) => (bytes / (double)GiB).ToString("F1", CultureInfo.InvariantCulture);
}
