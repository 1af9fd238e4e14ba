using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Backends;

/// <summary>The label grain: one serial chain of SHA-256 a sector, so it belongs on a processor. Safe for concurrent calls.</summary>
/// <param name="device">The backend's name in faults and logs.</param>
/// <param name="maxChains">How many sectors <see cref="Label"/> hashes side by side in one call; at least 1.</param>
public abstract class LabelBackend(string device, int maxChains)
{
    /// <summary>The backend's name.</summary>
    public string Device { get; } = device;

    /// <summary>How many sectors <see cref="Label"/> hashes side by side in one call.</summary>
    public int MaxChains { get; } = maxChains;

    /// <summary>Labels nodes of a layer in order, on the calling thread, for one or several sectors that share a graph (porep.md 3.6).</summary>
    /// <param name="chains">1 to <see cref="MaxChains"/> sectors.</param>
    /// <param name="firstNode">First node to label; all nodes before it are labelled.</param>
    /// <param name="parents">14 parents for each node to label, starting with those of <paramref name="firstNode"/>; each below the chains' node
    /// count, which is not checked here.</param>
    /// <exception cref="ArgumentException">Something about the arguments is wrong; nothing was labelled.</exception>
    /// <exception cref="SealingBackendException">The backend failed.</exception>
    public void Label(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
    {
        if (chains.Length < 1 || chains.Length > MaxChains)
            throw new ArgumentException($"{Device} labels 1 to {MaxChains} sectors at once, not {chains.Length}.", nameof(chains));
        (int count, int rest) = Math.DivRem(parents.Length, SectorGraph.Degree);
        if (rest != 0) throw new ArgumentException($"{parents.Length} values are not {SectorGraph.Degree} for each node.", nameof(parents));
        foreach (ref readonly LabelChain chain in chains) Check(chain, firstNode + (ulong)count);
        if (count > 0) LabelCore(chains, firstNode, parents);
    }

    /// <summary>As <see cref="Label"/>, with checked arguments and at least one node.</summary>
    protected abstract void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents);

    private static void Check(in LabelChain chain, ulong end)
    {
        if (!chain.Layer.AreGiven) throw new ArgumentException("A chain has no memory for its layer.", nameof(chain));
        if (chain.LayerNumber == 0) throw new ArgumentException("Layers are counted from 1.", nameof(chain));
        if (chain.LayerNumber > 1 && !chain.PreviousLayer.AreGiven)
            throw new ArgumentException($"Layer {chain.LayerNumber} needs the layer below.", nameof(chain));
        if (end > chain.Nodes) throw new ArgumentException($"The nodes end at {end}, outside the sector of {chain.Nodes}.", nameof(chain));
    }
}
