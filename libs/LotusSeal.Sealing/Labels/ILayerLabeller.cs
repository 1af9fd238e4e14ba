namespace LotusSeal.Sealing.Labels;

/// <summary>Labels the layers of one sector (porep.md 3.6).</summary>
internal interface ILayerLabeller
{
    /// <summary>Who is labelled in the same loop now, for a person; null for nobody.</summary>
    string? Beside { get; }

    /// <summary>Labels nodes of a layer.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="first">First node to label; those before it are labelled.</param>
    /// <param name="end">Behind the last one; the end of the layer but in the last layer of an unseal.</param>
    /// <param name="current">Receives the labels.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    /// <param name="labelled">Called after each block, or some blocks, with their nodes and all nodes so far; on the calling thread.</param>
    /// <param name="cancellationToken">Checked before each block.</param>
    void Label(int layer, ulong first, ulong end, LayerMemory current, LayerMemory? previous, Action<int, ulong> labelled,
        CancellationToken cancellationToken);
}
