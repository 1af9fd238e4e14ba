using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// Syncs what is labelled of a layer from time to time, and notes it in the checkpoint: then a kill or a power cut costs a minute of labelling and
/// not the layer. It runs on the thread that writes, so that the label loop does not wait for the disk.
/// </summary>
/// <param name="layer">1-based.</param>
/// <param name="pending">The layer.</param>
/// <param name="journal">Notes it.</param>
/// <param name="options">How often.</param>
internal sealed class LabelKeeper(int layer, PendingLayer pending, LayerJournal journal, SealingOptions options)
{
    private readonly string _folder = Path.GetDirectoryName(pending.File.TemporaryPath)!;
    private long _since = options.Clock.GetTimestamp();

    /// <summary>Keeps the labels up to here when it is time for that.</summary>
    /// <param name="nodes">Nodes that the file has; not all of them.</param>
    /// <exception cref="IOException">They cannot be synced, and nobody knows what the file holds.</exception>
    public void Follow(ulong nodes)
    {
        if (options.Clock.GetElapsedTime(_since) < options.LabelsAtRisk || !journal.CanBegin(layer)) return;
        _since = options.Clock.GetTimestamp();
        pending.Memory.Flush();
        pending.File.Settle();
        // The names of the file and of its owner.
        AtomicFile.FlushFolder(_folder);
        pending.File.IsKept = true;
        journal.Note(new BegunLayer(layer, pending.File.Owner, nodes, pending.Hasher.Current.ToString()));
    }
}
