using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels layers into memory and file.</summary>
/// <param name="config">Sizes.</param>
/// <param name="files">The layer files.</param>
/// <param name="labeller">Labels of this replica.</param>
/// <param name="buffers">Has memory.</param>
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
    /// <param name="previous">The layer below, null for layer 1.</param>
    public LayerLabels Label(int layer, BegunLabels? begun, LayerLabels? previous)
    {
        PendingLayer pending = Open(layer, begun);
        LayerLabels? labels = null;
        LayerFileWriter? writer = null;
        try
        {
            using (ILayerLabelling labelling =
                labeller.Begin(layer, pending.FirstNode, config.Nodes, pending.Memory, previous, cancellationToken))
            {
                labels = labelling.Labels;
                writer = new LayerFileWriter(labels, pending, new LabelKeeper(layer, pending, journal, options));
                Run(labelling, layer, pending.FirstNode, writer);
            }
            finisher.Wait();
            finisher.Start(layer, writer);
            return labels;
        }
        catch
        {
            try
            {
                writer?.Dispose();
                pending.Dispose();
            }
            finally
            {
                // Also when the file cannot be deleted, as its folder is gone: the memory may be a partner's, too.
                if (labels is null) pending.Memory.Release();
                else labels.Dispose();
            }
            throw;
        }
    }

    private void Run(ILayerLabelling labelling, int layer, ulong first, LayerFileWriter writer)
    {
        string alone = $"layer {layer}/{config.Layers}", step = alone;
        string? beside = null;
        if (first > 0) meter.Add(step, first);
        labelling.Run((nodes, finished) =>
        {
            writer.Advance(finished * Digest.Size);
            if (beside != labeller.Beside) step = (beside = labeller.Beside) is null ? alone : $"{alone}, with {beside}";
            meter.Add(step, (ulong)nodes);
        });
    }

    private PendingLayer Open(int layer, BegunLabels? begun)
    {
        if (begun is null || files.Resume(begun, buffers, cancellationToken) is not { } resumed)
            return files.Begin(layer, buffers, cancellationToken);
        options.Note?.Invoke($"{files.PathOf(layer)} is labelled on from node {resumed.FirstNode} of {config.Nodes}");
        return resumed;
    }
}
