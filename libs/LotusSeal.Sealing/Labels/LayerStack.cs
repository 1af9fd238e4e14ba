using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>The layer files of a PreCommit1: makes those that are missing or damaged and keeps a checkpoint.</summary>
/// <param name="config">Sizes.</param>
/// <param name="cacheDirectory">Where the files are.</param>
/// <param name="options">Threads, memory, who is told.</param>
/// <param name="node">The NUMA node near to the label thread, or null.</param>
internal sealed class LayerStack(PoRepConfig config, string cacheDirectory, SealingOptions options, int? node)
{
    private readonly LayerFiles _files = new(config, cacheDirectory, options);
    private readonly ulong _layerSize = config.SectorSize;

    /// <summary>Labels every layer that is not whole; a layer depends on the one below alone, so whole ones above a damaged one stay.</summary>
    /// <param name="labeller">Labels of this replica.</param>
    /// <param name="checkpoint">Layers done so far; its digests are checked against the files.</param>
    /// <param name="data">Ends when the data are proved; no layer is whole before.</param>
    /// <param name="meter">Counts nodes.</param>
    /// <param name="beside">Runs what ends a layer; it stops the labelling within a block of nodes.</param>
    public void Build(ILayerLabeller labeller, LayerCheckpoint checkpoint, Task data, ProgressMeter meter, SideSteps beside)
    {
        bool[] whole = _files.FindWhole(checkpoint, beside.Stop);
        int kept = whole.Count(isWhole => isWhole);
        if (checkpoint.Layers.Count > 0)
            options.Note?.Invoke($"{cacheDirectory}: {kept} of {config.Layers} layers are whole and kept, {Next(whole)}");
        meter.Add($"layer {kept}/{config.Layers}", (ulong)kept * config.Nodes);
        LayerJournal journal = new(_files, cacheDirectory, checkpoint, whole, options);
        using LayerBuffers buffers = new(_layerSize, options, cacheDirectory, node);
        LayerFinisher finisher = new(journal, data, beside);
        LayerMemory? previous = null, spare = null;
        try
        {
            for (int layer = 1; layer <= config.Layers;)
            {
                // A layer that comes out differently takes those above it along.
                if (journal.IsWhole(layer)) finisher.Wait();
                if (journal.IsWhole(layer))
                {
                    Release();
                    layer++;
                    continue;
                }
                if (layer > 1 && previous is null)
                {
                    (LayerMemory? free, spare) = (spare, null);
                    previous = _files.Load(layer - 1, free, buffers, beside.Stop);
                    if (previous is null)
                    {
                        journal.Lose(--layer);
                        continue;
                    }
                }
                (LayerMemory? memory, spare) = (spare, null);
                LayerMemory current = Label(labeller, layer, memory, previous, buffers, meter, finisher, beside.Stop);
                Release();
                previous = current;
                layer++;
            }
            finisher.Wait();
        }
        catch (Exception exception)
        {
            beside.Fail(exception);
            throw;
        }
        finally
        {
            finisher.Dispose();
            previous?.Dispose();
            spare?.Dispose();
        }

        // A layer below is needed no more: its memory serves the next one, a mapped file is closed.
        void Release()
        {
            if (previous is null) return;
            if (previous.IsMapped || spare is not null) previous.Dispose();
            else spare = previous;
            previous = null;
        }
    }

    private static string Next(bool[] whole) =>
        Array.IndexOf(whole, false) is >= 0 and int missing ? $"labelling goes on with layer {missing + 1}" : "nothing is labelled again";

    /// <summary>Labels a layer into memory and file; the layer below is whole when this returns, and this one is being finished.</summary>
    /// <param name="labeller">Labels of this replica.</param>
    /// <param name="layer">1-based.</param>
    /// <param name="memory">Memory of a layer to use, or null; it is taken over.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    /// <param name="buffers">Has memory where none is given.</param>
    /// <param name="meter">Counts nodes.</param>
    /// <param name="finisher">Ends it.</param>
    /// <param name="cancellationToken">Stops within a block of nodes.</param>
    private LayerMemory Label(ILayerLabeller labeller, int layer, LayerMemory? memory, LayerMemory? previous, LayerBuffers buffers,
        ProgressMeter meter, LayerFinisher finisher, CancellationToken cancellationToken)
    {
        LayerMemory? current = memory;
        PendingFile? file = null;
        LayerFileWriter? writer = null;
        try
        {
            file = new PendingFile(_files.PathOf(layer), reserve: options.LowMemory ? (long)_layerSize : 0);
            current ??= options.LowMemory ? LayerMemory.Map(file.Handle, _layerSize) : buffers.Take(cancellationToken);
            writer = new LayerFileWriter(config, current, file);
            string alone = $"layer {layer}/{config.Layers}", step = alone;
            string? beside = null;
            labeller.Label(layer, config.Nodes, current, previous, (nodes, finished) =>
            {
                writer.Advance(finished * Digest.Size);
                if (beside != labeller.Beside) step = (beside = labeller.Beside) is null ? alone : $"{alone}, with {beside}";
                meter.Add(step, (ulong)nodes);
            }, cancellationToken);
            finisher.Wait();
            finisher.Start(layer, writer);
            return current;
        }
        catch
        {
            writer?.Dispose();
            file?.Dispose();
            current?.Dispose();
            throw;
        }
    }
}
