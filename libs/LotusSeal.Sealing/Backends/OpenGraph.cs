using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Backends;

/// <summary>A graph that is ready to deliver parents. Safe for concurrent calls, except <see cref="Dispose()"/>, which comes last.</summary>
public abstract class OpenGraph : IDisposable
{
    /// <summary>Creates the base of an open graph.</summary>
    protected OpenGraph(in GraphSeeds seeds) => Seeds = seeds;

    /// <summary>What fixes the graph.</summary>
    public GraphSeeds Seeds { get; }

    /// <summary>Writes the 14 parents (6 base, then 8 expander) of consecutive nodes (porep.md 3.2, 3.3).</summary>
    /// <param name="firstNode">First node.</param>
    /// <param name="parents">Receives 14 values for each node; its length tells how many nodes.</param>
    /// <exception cref="ArgumentException">The length is no multiple of 14, or the range ends outside the graph.</exception>
    /// <exception cref="SealingBackendException">The backend failed.</exception>
    public void Fill(uint firstNode, Span<uint> parents)
    {
        (int count, int rest) = Math.DivRem(parents.Length, SectorGraph.Degree);
        if (rest != 0) throw new ArgumentException($"{parents.Length} values are not {SectorGraph.Degree} for each node.", nameof(parents));
        if (firstNode + (ulong)count > Seeds.Nodes)
            throw new ArgumentException($"{count} nodes from {firstNode} end outside the graph of {Seeds.Nodes}.", nameof(firstNode));
        if (count > 0) FillCore(firstNode, parents);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>As <see cref="Fill"/>, with checked arguments and at least one node.</summary>
    protected abstract void FillCore(uint firstNode, Span<uint> parents);

    /// <summary>Frees the tables.</summary>
    protected virtual void Dispose(bool disposing) { }
}
