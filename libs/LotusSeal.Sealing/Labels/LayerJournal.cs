using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>Which layers are whole, in memory and in the checkpoint. Thread-safe; who asks does not wait for who writes to the disk.</summary>
/// <param name="files">The layer files.</param>
/// <param name="cacheDirectory">Where they are.</param>
/// <param name="checkpoint">What was known when PreCommit1 began.</param>
/// <param name="whole">Which of these layers are whole; index 0 is layer 1.</param>
/// <param name="options">Who is told.</param>
internal sealed class LayerJournal(LayerFiles files, string cacheDirectory, LayerCheckpoint checkpoint, bool[] whole, SealingOptions options)
{
    private readonly Lock _gate = new(), _saving = new();
    private volatile LayerCheckpoint _checkpoint = checkpoint;
    private bool _isWarned;

    /// <summary>The layer under work of which a part is synced, or null.</summary>
    public BegunLayer? Begun => _checkpoint.Begun;

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

    /// <summary>
    /// True when a part of a layer can be noted: the layer below is whole, without which it would be worth nothing, and there is a checkpoint, which
    /// a new sector has once its data are proved.
    /// </summary>
    public bool CanBegin(int layer) => (layer == 1 || IsWhole(layer - 1)) && LayerCheckpoint.IsIn(cacheDirectory);

    /// <summary>Writes down how far a layer is. It only saves work: a full disk must not stop the sector.</summary>
    public void Note(BegunLayer begun)
    {
        lock (_saving)
        {
            try
            {
                LayerCheckpoint next = _checkpoint with { Begun = begun };
                next.Save(cacheDirectory);
                _checkpoint = next;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!_isWarned) options.Warning?.Invoke($"How far {files.PathOf(begun.Layer)} is cannot be kept: {exception.Message}");
                _isWarned = true;
            }
        }
    }

    /// <summary>Writes down that a layer is whole; its file has its name.</summary>
    public void Note(int layer, LayerDigests digests)
    {
        lock (_saving)
        {
            // What is noted of the layer above waits for this.
            lock (_gate) whole[layer - 1] = true;
            string hash = digests.LayerHash.ToString();
            IReadOnlyList<string> known = _checkpoint.Layers;
            bool isKnown = layer <= known.Count && known[layer - 1] == hash;
            // A layer that was begun was so over the one that was known.
            BegunLayer? begun = isKnown && _checkpoint.Begun?.Layer != layer ? _checkpoint.Begun : null;
            if (isKnown && begun == _checkpoint.Begun) digests.Save(cacheDirectory, layer);
            else
            {
                if (!isKnown && layer < known.Count) LoseAbove(layer);
                LayerCheckpoint next = new(_checkpoint.ReplicaId, isKnown ? known : [.. known.Take(layer - 1), hash], begun);
                next.Save(cacheDirectory, digests, layer);
                _checkpoint = next;
            }
        }
    }

    private void LoseAbove(int layer)
    {
        options.Warning?.Invoke($"{files.PathOf(layer)} came out differently than before; the layers above it are labelled again.");
        lock (_gate) Array.Clear(whole, layer, whole.Length - layer);
    }
}
