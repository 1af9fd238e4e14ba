using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels layers into memory and file.</summary>
/// <param name="config">Sizes.</param>
/// <param name="files">The layer files.</param>
/// <param name="labeller">Labels of this replica.</param>
/// <param name="buffers">Has memory where none is given.</param>
/// <param name="journal">What is known of the layers.</param>
/// <param name="finisher">Ends layers.</param>
/// <param name="meter">Counts nodes.</param>
/// <param name="options">How often labels are kept, who is told.</param>
/// <param name="cancellationToken">Stops within a block of nodes.</param>
internal sealed class LayerWork(PoRepConfig config, LayerFiles files, ILayerLabeller labeller, LayerBuffers buffers, LayerJournal journal,
    LayerFinisher finisher, ProgressMeter meter, SealingOptions options, CancellationToken cancellationToken)
{
    /// <summary>Labels a layer; the layer below is whole when this returns, and this one is being finished.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="begun">What is labelled of it over this layer below, or null; deleted when it is damaged.</param>
    /// <param name="memory">Memory of a layer to use, or null; it is taken over.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    public LayerMemory Label(int layer, BegunLabels? begun, LayerMemory? memory, LayerMemory? previous)
    {
        PendingLayer pending = Open(layer, begun, memory);
        LayerFileWriter? writer = null;
        try
        {
            writer = new LayerFileWriter(pending, new LabelKeeper(layer, pending, journal, options));
            string alone = $"layer {layer}/{config.Layers}", step = alone;
            string? beside = null;
            if (pending.FirstNode > 0) meter.Add(step, pending.FirstNode);
            labeller.Label(layer, pending.FirstNode, config.Nodes, pending.Labels, previous, (nodes, finished) =>
            {
                writer.Advance(finished * Digest.Size);
                if (beside != labeller.Beside) step = (beside = labeller.Beside) is null ? alone : $"{alone}, with {beside}";
                meter.Add(step, (ulong)nodes);
            }, cancellationToken);
            finisher.Wait();
            finisher.Start(layer, writer);
            return pending.Labels;
        }
        catch
        {
            writer?.Dispose();
            pending.Dispose();
            pending.Labels.Dispose();
            throw;
        }
    }

    private PendingLayer Open(int layer, BegunLabels? begun, LayerMemory? memory)
    {
        if (begun is null) return files.Begin(layer, memory, buffers, cancellationToken);
        if (files.Resume(begun, memory, buffers, cancellationToken) is not { } resumed) return files.Begin(layer, null, buffers, cancellationToken);
        options.Note?.Invoke($"{files.PathOf(layer)} is labelled on from node {resumed.FirstNode} of {config.Nodes}");
        return resumed;
    }
}
