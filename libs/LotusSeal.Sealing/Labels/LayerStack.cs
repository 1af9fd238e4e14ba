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
    /// <param name="meter">Counts nodes.</param>
    /// <param name="cancellationToken">Stops within a block of nodes.</param>
    public void Build(LayerLabeller labeller, LayerCheckpoint checkpoint, ProgressMeter meter, CancellationToken cancellationToken)
    {
        bool[] whole = _files.FindWhole(checkpoint, cancellationToken);
        int kept = whole.Count(isWhole => isWhole);
        if (checkpoint.Layers.Count > 0)
            options.Note?.Invoke($"{cacheDirectory}: {kept} of {config.Layers} layers are whole and kept, {Next(whole)}");
        meter.Add($"layer {kept}/{config.Layers}", (ulong)kept * config.Nodes);
        using LayerBuffers buffers = new(_layerSize, options, cacheDirectory, node);
        LayerMemory? previous = null, spare = null;
        try
        {
            for (int layer = 1; layer <= config.Layers;)
            {
                if (whole[layer - 1])
                {
                    Release();
                    layer++;
                    continue;
                }
                if (layer > 1 && previous is null)
                {
                    (LayerMemory? free, spare) = (spare, null);
                    previous = _files.Load(layer - 1, free, buffers, cancellationToken);
                    if (previous is null)
                    {
                        whole[--layer - 1] = false;
                        continue;
                    }
                }
                (LayerMemory? memory, spare) = (spare, null);
                (LayerMemory current, LayerDigests digests) = Label(labeller, layer, memory, previous, buffers, meter, cancellationToken);
                Release();
                previous = current;
                checkpoint = Note(checkpoint, layer, digests, whole);
                layer++;
            }
        }
        finally
        {
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

    /// <summary>Writes down that a layer is whole.</summary>
    private LayerCheckpoint Note(LayerCheckpoint checkpoint, int layer, LayerDigests digests, bool[] whole)
    {
        string hash = digests.LayerHash.ToString();
        whole[layer - 1] = true;
        if (layer <= checkpoint.Layers.Count && checkpoint.Layers[layer - 1] == hash)
        {
            digests.Save(cacheDirectory, layer);
            return checkpoint;
        }
        if (layer < checkpoint.Layers.Count)
        {
            options.Warning?.Invoke($"{_files.PathOf(layer)} came out differently than before; the layers above it are labelled again.");
            Array.Clear(whole, layer, whole.Length - layer);
        }
        LayerCheckpoint next = checkpoint with { Layers = [.. checkpoint.Layers.Take(layer - 1), hash] };
        next.Save(cacheDirectory, digests, layer);
        return next;
    }

    /// <summary>Labels a layer into memory and file.</summary>
    /// <param name="labeller">Labels of this replica.</param>
    /// <param name="layer">1-based.</param>
    /// <param name="memory">Memory of a layer to use, or null; it is taken over.</param>
    /// <param name="previous">The layer below, null for layer 1.</param>
    /// <param name="buffers">Has memory where none is given.</param>
    /// <param name="meter">Counts nodes.</param>
    /// <param name="cancellationToken">Stops within a block of nodes.</param>
    private (LayerMemory Labels, LayerDigests Digests) Label(LayerLabeller labeller, int layer, LayerMemory? memory, LayerMemory? previous,
        LayerBuffers buffers, ProgressMeter meter, CancellationToken cancellationToken)
    {
        LayerMemory? current = memory;
        try
        {
            using PendingFile file = new(_files.PathOf(layer), reserve: options.LowMemory ? (long)_layerSize : 0);
            current ??= options.LowMemory ? LayerMemory.Map(file.Handle, _layerSize) : buffers.Take(cancellationToken);
            using LayerFileWriter writer = new(config, current, file);
            string step = $"layer {layer}/{config.Layers}";
            labeller.Label(layer, config.Nodes, current, previous, (nodes, finished) =>
            {
                writer.Advance(finished * Digest.Size);
                meter.Add(step, (ulong)nodes);
            }, cancellationToken);
            LayerDigests digests = writer.Finish();
            file.Commit();
            return (current, digests);
        }
        catch
        {
            current?.Dispose();
            throw;
        }
    }
}
