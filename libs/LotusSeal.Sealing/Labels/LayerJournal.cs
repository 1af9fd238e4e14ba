using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>Which layers are whole, in memory and in the checkpoint. Thread-safe.</summary>
/// <param name="files">The layer files.</param>
/// <param name="cacheDirectory">Where they are.</param>
/// <param name="checkpoint">What was known when PreCommit1 began.</param>
/// <param name="whole">Which of these layers are whole; index 0 is layer 1.</param>
/// <param name="options">Who is told.</param>
internal sealed class LayerJournal(LayerFiles files, string cacheDirectory, LayerCheckpoint checkpoint, bool[] whole, SealingOptions options)
{
    private readonly Lock _gate = new();
    private LayerCheckpoint _checkpoint = checkpoint;

    /// <summary>True when a layer needs no labelling.</summary>
    public bool IsWhole(int layer)
    {
        lock (_gate) return whole[layer - 1];
    }

    /// <summary>A layer that was whole cannot be read any more.</summary>
    public void Lose(int layer)
    {
        lock (_gate) whole[layer - 1] = false;
    }

    /// <summary>Writes down that a layer is whole; its file has its name.</summary>
    public void Note(int layer, LayerDigests digests)
    {
        lock (_gate)
        {
            string hash = digests.LayerHash.ToString();
            whole[layer - 1] = true;
            IReadOnlyList<string> known = _checkpoint.Layers;
            if (layer <= known.Count && known[layer - 1] == hash)
            {
                digests.Save(cacheDirectory, layer);
                return;
            }
            if (layer < known.Count)
            {
                options.Warning?.Invoke($"{files.PathOf(layer)} came out differently than before; the layers above it are labelled again.");
                Array.Clear(whole, layer, whole.Length - layer);
            }
            _checkpoint = _checkpoint with { Layers = [.. known.Take(layer - 1), hash] };
            _checkpoint.Save(cacheDirectory, digests, layer);
        }
    }
}
