namespace LotusSeal.Sealing.Labels;

/// <summary>A layer whose turn has come; disposing it ends the labelling, wherever that is.</summary>
internal interface ILayerLabelling : IDisposable
{
    /// <summary>Where the labels come to lie; the caller's, to be disposed after this.</summary>
    LayerLabels Labels { get; }

    /// <summary>Labels the nodes, or waits for others that do.</summary>
    /// <param name="labelled">Called after each block, or some blocks, with their nodes and all nodes so far; on the calling thread.</param>
    void Run(Action<int, ulong> labelled);
}
