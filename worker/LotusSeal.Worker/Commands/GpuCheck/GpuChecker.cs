using System.Diagnostics;
using LotusSeal.Cuda;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Groth16.Backends;
using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>Proves and measures one device.</summary>
/// <param name="threads">Threads of the host.</param>
/// <param name="progress">Told what begins.</param>
internal sealed class GpuChecker(int threads, Action<string> progress)
{
    private const int Arity = 8, NodeSize = 32, LongColumn = 11;

    /// <summary>Nodes of 8 MiB, 512 MiB, and 32 GiB, of which the processor would compute for many minutes.</summary>
    private const ulong SmallSector = 1UL << 18, LargeSector = 1UL << 24, WholeSector = 1UL << 30;

    /// <summary>Points of sums, and powers of two of the rows of quotients; the largest is too much for the processor.</summary>
    private const int SmallSum = 1 << 16, LargeSum = 1 << 20, SmallDomain = 18, MiddleDomain = 22, LargeDomain = 26;

    /// <summary>Everything; the rest is left out where the known answers are wrong.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="processor">What it is compared with.</param>
    /// <param name="prover">What proofs are compared with.</param>
    /// <param name="scope">What is measured.</param>
    /// <param name="cancellationToken">Stops between and within the parts.</param>
    public GpuCheckReport Run(CudaSealingBackend gpu, SealingBackend processor, IProverBackend prover, GpuCheckScope scope,
        CancellationToken cancellationToken)
    {
        progress($"{gpu.Name}: known answers");
        long start = Stopwatch.GetTimestamp();
        string? fault = KnownAnswers.FindFault(gpu)?.ToString();
        double open = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (fault is not null) return new GpuCheckReport(gpu.Device, fault, open, null, [], [], [], [], [], [], null, null, 0);

        using BusiestReading readings = new(gpu.Device);
        DeviceCeilings ceilings;
        List<HashRate> hashes = [];
        using (DeviceRates rates = new(gpu.Device))
        {
            progress($"{gpu.Name}: rates");
            ceilings = rates.Ceilings();
            foreach (int arity in (int[])[2, Arity, LongColumn]) hashes.Add(rates.Hashes(arity, ceilings.WideProductsPerSecond));
        }
        List<ReplicaCheck> replicas = [];
        foreach (GeneratedShape shape in scope.ProofsOnly ? [] : Sectors(scope.Quick))
        {
            progress($"{gpu.Name}: PreCommit2 of {shape.Nodes * NodeSize >> 20} MiB with {shape.Layers} layers");
            replicas.Add(Check(shape, gpu, processor, ceilings, cancellationToken));
        }
        List<UpdateCheck> updates = [];
        foreach (RegisteredSealProof proof in scope.ProofsOnly ? [] : Updates(scope.Quick))
        {
            PoRepConfig config = PoRepConfig.ForProof(proof);
            progress($"{gpu.Name}: update of {config.SectorSize >> 20} MiB");
            updates.Add(CheckUpdate(config, gpu, processor, ceilings, cancellationToken));
        }
        (IReadOnlyList<ProofCheck> proofs, IReadOnlyList<KernelTime> kernels) = CheckProofs(gpu, prover, ceilings, scope.Quick,
            cancellationToken);
        IReadOnlyList<PartitionCheck> partitions = proofs.Any(proof => proof.IsEqual == false) ? []
            : CheckPartitions(gpu, prover, scope.Quick, cancellationToken);
        double nodes = 1UL << 30;
        double extrapolated = nodes / Rate(LongColumn) + 2 * nodes / (Arity - 1) / Rate(Arity);
        return new GpuCheckReport(gpu.Device, null, open, ceilings, hashes, replicas, updates, proofs, partitions, kernels,
            readings.Stop(), readings.Problem, extrapolated);

        double Rate(int arity) => hashes.Single(hash => hash.Arity == arity).PerSecond;
    }

    private (IReadOnlyList<ProofCheck> Proofs, IReadOnlyList<KernelTime> Kernels) CheckProofs(
        CudaSealingBackend gpu, IProverBackend prover, DeviceCeilings ceilings, bool quick, CancellationToken cancellationToken)
    {
        using ProofRates rates = new(gpu, prover, ceilings);
        List<ProofCheck> checks = [];
        List<KernelTime> kernels = [];
        progress($"{gpu.Name}: known answers of proofs");
        if (rates.FindFault() is { } wrong) return ([new ProofCheck(wrong, 0, 0, false, null, null)], []);
        Add(() => rates.FirstGroup(SmallSum, likeWitness: false), timed: false);
        Add(() => rates.SecondGroup(SmallSum, likeWitness: false), timed: false);
        Add(() => rates.Quotient(SmallDomain, compare: true), timed: false);
        if (quick) return (checks, kernels);
        Add(() => rates.FirstGroup(LargeSum, likeWitness: false), timed: true);
        Add(() => rates.FirstGroup(LargeSum, likeWitness: true), timed: true);
        Add(() => rates.SecondGroup(LargeSum, likeWitness: false), timed: true);
        Add(() => rates.SecondGroup(LargeSum, likeWitness: true), timed: true);
        Add(() => rates.Quotient(MiddleDomain, compare: true), timed: false);
        Add(() => rates.Quotient(LargeDomain, compare: false), timed: true);
        return (checks, kernels);

        void Add(Func<ProofCheck> check, bool timed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = rates.TakeKernelTimes();
            checks.Add(Measured(check));
            progress($"{gpu.Name}: {checks[^1].What}");
            if (timed) kernels.AddRange(rates.TakeKernelTimes().Select(time => time with { Kernel = $"{checks[^1].What}: {time.Kernel}" }));
        }
    }

    /// <summary>A check, or in words that the device's memory is too short for it.</summary>
    private static ProofCheck Measured(Func<ProofCheck> check)
    {
        try
        {
            return check();
        }
        catch (SealingBackendException exception) when (exception.Fault.Remedy != FaultRemedy.Retire)
        {
            return new ProofCheck($"not measured: {exception.Fault.Reason}", 0, 0, null, null, null);
        }
    }

    private List<PartitionCheck> CheckPartitions(CudaSealingBackend gpu, IProverBackend prover, bool quick, CancellationToken cancellationToken)
    {
        using CudaProverBackend device = new(gpu, prover);
        PartitionChecker checker = new(device, prover);
        List<PartitionCheck> checks = [];
        foreach ((RegisteredSealProof proof, bool compare) in (ReadOnlySpan<(RegisteredSealProof, bool)>)
            [(RegisteredSealProof.StackedDrg2KiBV1_1, true), (RegisteredSealProof.StackedDrg32GiBV1_1, false)])
        {
            if (quick && !compare) break;
            ulong needed = (ulong)ProofNeeds.OfSeal(PoRepConfig.ForProof(proof)).Memory * 3 / 2;
            if (new HostProbe().ReadRoom()?.Free < needed)
            {
                progress($"{gpu.Name}: no Commit2 of a partition, {proof}: there are no {needed >> 30} GiB of free memory");
                continue;
            }

            progress($"{gpu.Name}: Commit2 of a partition, {proof}");
            try
            {
                checks.Add(checker.Run(proof, compare, cancellationToken));
            }
            catch (SealingBackendException exception) when (exception.Fault.Remedy != FaultRemedy.Retire)
            {
                progress($"{gpu.Name}: no Commit2 of a partition, {proof}: {exception.Fault.Reason}");
            }
        }

        return checks;
    }

    private static GeneratedShape[] Sectors(bool quick) =>
    [
        new(SmallSector, BaseTrees: 1, Layers: 2, Compare: true),
        new(SmallSector, BaseTrees: 1, Layers: 11, Compare: true),
        .. quick ? [] : (GeneratedShape[])
        [
            new(LargeSector, BaseTrees: 1, Layers: 2, Compare: true),
            new(LargeSector, BaseTrees: 1, Layers: 11, Compare: true),
            new(WholeSector, BaseTrees: 8, Layers: 11, Compare: false),
        ],
    ];

    private ReplicaCheck Check(GeneratedShape shape, CudaSealingBackend gpu, SealingBackend processor, DeviceCeilings ceilings,
        CancellationToken cancellationToken)
    {
        ulong leaves = shape.Nodes / (ulong)shape.BaseTrees;
        ReplicaPlan plan = new(shape.Layers, shape.BaseTrees, new TreeShape(Arity, leaves), new TreeShape(Arity, leaves, FirstStoredRow: 3), threads);
        (ulong sum, double seconds) = Build(sector => gpu.Replicas!.Build(plan, sector, sector, cancellationToken));
        double wide = shape.Nodes * (double)DeviceRates.WideProductsOf(shape.Layers)
            + 2.0 * shape.Nodes / (Arity - 1) * DeviceRates.WideProductsOf(Arity);
        // Layers and data go there; the replica, and both trees above their leaves, come back.
        long nodes = (long)shape.Nodes * NodeSize, up = (shape.Layers + 1) * nodes, down = 2 * nodes / (Arity - 1) * Arity;
        Roofline roofline = ceilings.Under(wide, up, down, seconds);
        if (!shape.Compare) return new ReplicaCheck(shape.Nodes * NodeSize, shape.Layers, seconds, roofline, null, null);
        (ulong expected, double processorSeconds) = Build(sector => processor.Replicas!.Build(plan, sector, sector, cancellationToken));
        return new ReplicaCheck(shape.Nodes * NodeSize, shape.Layers, seconds, roofline, sum == expected, processorSeconds);
    }

    private static RegisteredSealProof[] Updates(bool quick) =>
        [RegisteredSealProof.StackedDrg8MiBV1_1, .. quick ? [] : (RegisteredSealProof[])[RegisteredSealProof.StackedDrg512MiBV1_1]];

    /// <summary>Compares an update of a generated sector.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="gpu">The device.</param>
    /// <param name="processor">What it is compared with.</param>
    /// <param name="ceilings">What the device does at most.</param>
    /// <param name="cancellationToken">Stops within it.</param>
    public UpdateCheck CheckUpdate(PoRepConfig config, CudaSealingBackend gpu, SealingBackend processor, DeviceCeilings ceilings,
        CancellationToken cancellationToken)
    {
        // Whatever commitments: factors of all sizes follow from them.
        UpdateFactors factors = UpdateHash.Factors(UpdateRules.For(config), new CommD(config.PoRepId), new CommR(config.PoRepId));
        UpdatePlan plan = UpdatePlan.For(config, SealingOptions.DefaultRowsToDiscard, factors, threads);
        (ulong sum, double seconds) = Build(sector => gpu.Updates!.Build(plan, sector, sector, cancellationToken));
        (ulong expected, double processorSeconds) = Build(sector => processor.Updates!.Build(plan, sector, sector, cancellationToken));
        double wide = config.Nodes / (double)(Arity - 1) * DeviceRates.WideProductsOf(Arity);
        // Key and data go there; the replica and the tree above it come back.
        long nodes = (long)config.SectorSize;
        Roofline roofline = ceilings.Under(wide, 2 * nodes, nodes / (Arity - 1) * Arity, seconds);
        return new UpdateCheck(config.SectorSize, seconds, roofline, sum == expected, processorSeconds);
    }

    private static (ulong Sum, double Seconds) Build(Action<GeneratedSector> build)
    {
        GeneratedSector sector = new();
        long start = Stopwatch.GetTimestamp();
        build(sector);
        return (sector.Sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
