namespace LotusSeal.Sealing.Labels;

/// <summary>Labels the layers of one sector (porep.md 3.6).</summary>
internal interface ILayerLabeller
{
    /// <summary>Who is labelled in the same loop now, for a person; null for nobody.</summary>
    string? Beside { get; }

    /// <summary>Waits for a layer's turn.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="first">First node to label; those before it are labelled.</param>
    /// <param name="end">Behind the last one.</param>
    /// <param name="memory">For the labels, with those that are there; taken over unless this throws.</param>
    /// <param name="previous">The layer below, null for layer 1; it must stay until the labelling is disposed.</param>
    /// <param name="cancellationToken">Checked before each block, now and then.</param>
    ILayerLabelling Begin(int layer, ulong first, ulong end, LayerMemory memory, LayerLabels? previous, CancellationToken cancellationToken);
}
