using System.Diagnostics;
using LotusSeal.Cuda;
using LotusSeal.Cuda.Checks;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>Proves and measures one device.</summary>
/// <param name="threads">Threads of the host.</param>
/// <param name="progress">Told what begins.</param>
internal sealed class GpuChecker(int threads, Action<string> progress)
{
    private const int Arity = 8, NodeSize = 32, LongColumn = 11;

    /// <summary>Everything; the rest is left out where the known answers are wrong.</summary>
    /// <param name="gpu">The device.</param>
    /// <param name="processor">What it is compared with.</param>
    /// <param name="sectors">Generated sectors.</param>
    /// <param name="cancellationToken">Stops between and within the parts.</param>
    public GpuCheckReport Run(CudaSealingBackend gpu, SealingBackend processor, IReadOnlyList<GeneratedShape> sectors,
        CancellationToken cancellationToken)
    {
        progress($"{gpu.Name}: known answers");
        long start = Stopwatch.GetTimestamp();
        string? fault = KnownAnswers.FindFault(gpu)?.ToString();
        double open = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (fault is not null) return new GpuCheckReport(gpu.Device, fault, open, 0, [], [], null, null, 0);

        using BusiestReading readings = new(gpu.Device);
        double peak;
        List<HashRate> hashes = [];
        using (DeviceRates rates = new(gpu.Device))
        {
            progress($"{gpu.Name}: rates");
            peak = rates.WideProductsPerSecond();
            foreach (int arity in (int[])[2, Arity, LongColumn]) hashes.Add(rates.Hashes(arity, peak));
        }
        List<ReplicaCheck> replicas = [];
        foreach (GeneratedShape shape in sectors)
        {
            progress($"{gpu.Name}: PreCommit2 of {shape.Nodes * NodeSize >> 20} MiB with {shape.Layers} layers");
            replicas.Add(Check(shape, gpu, processor, peak, cancellationToken));
        }
        double nodes = 1UL << 30;
        double extrapolated = nodes / Rate(LongColumn) + 2 * nodes / (Arity - 1) / Rate(Arity);
        return new GpuCheckReport(gpu.Device, null, open, peak, hashes, replicas, readings.Stop(), readings.Problem, extrapolated);

        double Rate(int arity) => hashes.Single(hash => hash.Arity == arity).PerSecond;
    }

    private ReplicaCheck Check(GeneratedShape shape, CudaSealingBackend gpu, SealingBackend processor, double peak,
        CancellationToken cancellationToken)
    {
        ReplicaPlan plan = new(shape.Layers, 1, new TreeShape(Arity, shape.Nodes), new TreeShape(Arity, shape.Nodes, FirstStoredRow: 3), threads);
        (ulong sum, double seconds) = Build(gpu.Replicas!, plan, cancellationToken);
        double wide = shape.Nodes * (double)DeviceRates.WideProductsOf(shape.Layers)
            + 2.0 * shape.Nodes / (Arity - 1) * DeviceRates.WideProductsOf(Arity);
        if (!shape.Compare) return new ReplicaCheck(shape.Nodes * NodeSize, shape.Layers, seconds, wide / peak, null, null);
        (ulong expected, double processorSeconds) = Build(processor.Replicas!, plan, cancellationToken);
        return new ReplicaCheck(shape.Nodes * NodeSize, shape.Layers, seconds, wide / peak, sum == expected, processorSeconds);
    }

    private static (ulong Sum, double Seconds) Build(IReplicaBuilder builder, ReplicaPlan plan, CancellationToken cancellationToken)
    {
        GeneratedSector sector = new();
        long start = Stopwatch.GetTimestamp();
        builder.Build(plan, sector, sector, cancellationToken);
        return (sector.Sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
