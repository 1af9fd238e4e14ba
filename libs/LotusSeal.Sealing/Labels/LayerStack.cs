using LotusSeal.Sealing.Cache;
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
    /// <param name="begun">What is labelled of a layer that is not whole, or null; it is used, or deleted when it is of no use.</param>
    /// <param name="data">Ends when the data are proved; no layer is whole before.</param>
    /// <param name="meter">Counts nodes.</param>
    /// <param name="beside">Runs what ends a layer; it stops the labelling within a block of nodes.</param>
    public void Build(ILayerLabeller labeller, LayerCheckpoint checkpoint, BegunLabels? begun, Task data, ProgressMeter meter, SideSteps beside)
    {
        bool[] whole = _files.FindWhole(checkpoint, beside.Stop);
        int kept = whole.Count(isWhole => isWhole);
        if (checkpoint.Layers.Count > 0)
            options.Note?.Invoke($"{cacheDirectory}: {kept} of {config.Layers} layers are whole and kept, {Next(whole)}");
        meter.Add($"layer {kept}/{config.Layers}", (ulong)kept * config.Nodes);
        LayerJournal journal = new(_files, cacheDirectory, checkpoint, whole, options);
        using LayerBuffers buffers = new(_layerSize, options, cacheDirectory, node);
        LayerFinisher finisher = new(journal, data, beside);
        LayerWork work = new(config, _files, labeller, buffers, journal, finisher, meter, options, beside.Stop);
        LayerLabels? previous = null;
        try
        {
            for (int layer = 1; layer <= config.Layers;)
            {
                // A layer that comes out differently takes those above it along.
                if (journal.IsWhole(layer)) finisher.Wait();
                if (journal.IsWhole(layer))
                {
                    previous?.Dispose();
                    previous = null;
                    layer++;
                    continue;
                }
                if (layer > 1 && previous is null)
                {
                    if (_files.Load(layer - 1, buffers, beside.Stop) is not { } below)
                    {
                        journal.Lose(--layer);
                        continue;
                    }
                    previous = LayerLabels.Alone(below);
                }
                LayerLabels current = work.Label(layer, BegunOf(layer), previous);
                // The layer below is needed no more: its memory serves the next one, a mapped file is closed.
                previous?.Dispose();
                previous = current;
                layer++;
            }
            finisher.Wait();
            begun?.Discard();
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
        }

        BegunLabels? BegunOf(int layer)
        {
            if (begun?.Record.Layer != layer) return null;
            // The layer below may have come out differently, just now.
            finisher.Wait();
            if (journal.Begun == begun.Record) return begun;
            begun.Discard();
            return null;
        }
    }

    private static string Next(bool[] whole) =>
        Array.IndexOf(whole, false) is >= 0 and int missing ? $"labelling goes on with layer {missing + 1}" : "nothing is labelled again";
}
