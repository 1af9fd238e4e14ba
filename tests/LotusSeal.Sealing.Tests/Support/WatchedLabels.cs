using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A backend that is asked before each block of labels, on the loop's thread.</summary>
internal sealed class WatchedLabels : SealingBackend
{
    public WatchedLabels(SealingBackend inner, Action<LabelChain[]> labelling) : base("watched")
    {
        (Graph, Hashes, Replicas, Updates) = (inner.Graph, inner.Hashes, inner.Replicas, inner.Updates);
        Labels = new Watched(inner.Labels!, labelling);
    }

    private sealed class Watched(LabelBackend inner, Action<LabelChain[]> labelling) : LabelBackend("watched", inner.MaxChains)
    {
        protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
        {
            labelling(chains.ToArray());
            inner.Label(chains, firstNode, parents);
        }
    }
}
