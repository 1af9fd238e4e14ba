using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>What the layers of a sector have to be: labelled alone, in managed code.</summary>
internal static class LabelsAlone
{
    /// <summary>The layers from the first, one after the other.</summary>
    public static IEnumerable<byte[]> Of(PoRepConfig config, Digest replicaId, int layers)
    {
        ManagedSealingBackend managed = new();
        using OpenGraph graph = managed.Graph!.Open(SectorGraph.SeedsOf(config));
        LayerLabeller labeller = new(managed.Labels!, new ParentsCache(new SealingOptions { Threads = 2 }), graph, replicaId);
        using LayerMemory odd = LayerMemory.Allocate(config.SectorSize), even = LayerMemory.Allocate(config.SectorSize);
        for (int layer = 1; layer <= layers; layer++)
        {
            (LayerMemory current, LayerMemory below) = layer % 2 == 1 ? (odd, even) : (even, odd);
            labeller.Label(layer, config.Nodes, current, layer == 1 ? null : below, (_, _) => { }, SealedSector.Token);
            yield return current.Slice(0, (int)current.Length).ToArray();
        }
    }
}
