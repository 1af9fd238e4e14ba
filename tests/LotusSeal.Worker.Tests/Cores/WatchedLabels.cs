using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>The managed backend, which tells of each block on the thread that labels it.</summary>
internal sealed class WatchedLabels : LabelBackend
{
    private static readonly ManagedSealingBackend Managed = new();
    private readonly Action<Digest> _look;

    private WatchedLabels(Action<Digest> look) : base(Managed.Name, maxChains: 1) => _look = look;

    /// <summary>The backend; <paramref name="look"/> is called before each block with the id of its replica.</summary>
    public static SealingBackend Backend(Action<Digest> look) =>
        new(Managed.Name) { Graph = Managed.Graph, Hashes = Managed.Hashes, Replicas = Managed.Replicas, Labels = new WatchedLabels(look) };

    /// <inheritdoc/>
    protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
    {
        _look(chains[0].ReplicaId);
        Managed.Labels!.Label(chains, firstNode, parents);
    }
}
