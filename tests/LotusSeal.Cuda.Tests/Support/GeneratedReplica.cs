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

    private ulong? _expected;

    public ReplicaPlan Plan { get; } =
        new(Layers: 2, BaseTrees: 2, new TreeShape(8, leaves), new TreeShape(8, leaves, FirstStoredRow: 2), Threads: 2);

    /// <summary>The sum over all rows as the processor computes them.</summary>
    public ulong Expected => _expected ??= NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)
        ? Build(native.Replicas!) : throw new InvalidOperationException(reason);

    /// <summary>The sum over all rows as a builder computes them.</summary>
    public ulong Build(IReplicaBuilder builder)
    {
        GeneratedSector sector = new();
        builder.Build(Plan, sector, sector, TestContext.Current.CancellationToken);
        return sector.Sum;
    }
}
