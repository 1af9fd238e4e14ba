using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>A sector of two base trees, and what the processor makes of it.</summary>
internal sealed class GeneratedReplica(ulong leaves)
{
    /// <summary>Two trees of 64 leaves.</summary>
    public static readonly GeneratedReplica Small = new(64);

    /// <summary>Two trees of 512 leaves: batches can be halved.</summary>
    public static readonly GeneratedReplica Large = new(512);

    private ulong? _expected, _expectedUpdate;

    public ReplicaPlan Plan { get; } =
        new(Layers: 2, BaseTrees: 2, new TreeShape(8, leaves), new TreeShape(8, leaves, FirstStoredRow: 2), Threads: 2);

    /// <summary>Its update, with a factor for eight nodes.</summary>
    public UpdatePlan Update { get; } = new(BaseTrees: 2, new TreeShape(8, leaves, FirstStoredRow: 2), FactorsFor(2 * leaves), Threads: 2);

    /// <summary>The sum over all rows as the processor computes them.</summary>
    public ulong Expected => _expected ??= Build(Processor.Replicas!);

    /// <summary>The sum over the rows of the update as the processor computes them.</summary>
    public ulong ExpectedUpdate => _expectedUpdate ??= Build(Processor.Updates!);

    private static NativeSealingBackend Processor =>
        NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason) ? native : throw new InvalidOperationException(reason);

    /// <summary>The sum over all rows as a builder computes them.</summary>
    public ulong Build(IReplicaBuilder builder)
    {
        GeneratedSector sector = new();
        builder.Build(Plan, sector, sector, TestContext.Current.CancellationToken);
        return sector.Sum;
    }

    /// <summary>The sum over all rows of the update as a builder computes them.</summary>
    public ulong Build(IUpdateBuilder builder)
    {
        GeneratedSector sector = new();
        builder.Build(Update, sector, sector, TestContext.Current.CancellationToken);
        return sector.Sum;
    }

    private static UpdateFactors FactorsFor(ulong nodes)
    {
        const int RunLog2 = 3;
        Fr step = Fr.FromUInt64(0x9e3779b97f4a7c15).Quintic();
        Fr[] factors = new Fr[nodes >> RunLog2];
        factors[0] = step;
        for (int i = 1; i < factors.Length; i++) factors[i] = factors[i - 1] * step;
        return new UpdateFactors(factors, RunLog2);
    }
}
