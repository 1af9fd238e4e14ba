using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Labels;

/// <summary>A layer of one sector in a loop, or on its way into one.</summary>
/// <param name="seat">The sector.</param>
/// <param name="layer">1-based.</param>
/// <param name="memory">For its labels.</param>
/// <param name="previous">The layer below, null for layer 1; it stays until <see cref="LabelNews.Stop"/> has returned, as the labels do.</param>
/// <param name="first">First node to label.</param>
/// <param name="end">Behind the last one.</param>
/// <param name="stop">Takes it out of the loop, before a block.</param>
internal sealed class LabelPart(LabelSeat seat, int layer, LayerMemory memory, LayerLabels? previous, ulong first, ulong end, CancellationToken stop)
{
    private LayerLabels? _labels;

    /// <summary>The sector.</summary>
    public LabelSeat Seat => seat;

    /// <summary>For its labels, and for another sector's, too, where they come to lie side by side.</summary>
    public LayerMemory Memory => memory;

    /// <summary>The layer below, null for layer 1.</summary>
    public LayerLabels? Previous => previous;

    /// <summary>First node to label: not 0 in a layer that was interrupted.</summary>
    public ulong First => first;

    /// <summary>Behind the last one.</summary>
    public ulong End => end;

    /// <summary>Takes it out of the loop.</summary>
    public CancellationToken Stop => stop;

    /// <summary>How far it is.</summary>
    public LabelNews News { get; } = new();

    /// <summary>Where it is labelled; null while it waits.</summary>
    public LabelLoop? Loop { get; set; }

    /// <summary>When it was first held back for a partner though a loop was free, by <see cref="Environment.TickCount64"/>; null for never.</summary>
    public long? HeldSince { get; set; }

    /// <summary>Where the labels come to lie; known when it has a loop.</summary>
    public LayerLabels Labels => _labels ?? throw new InvalidOperationException("A layer that waits for its loop has no place yet.");

    /// <summary>The chain; known when it has a loop.</summary>
    public LabelChain Chain { get; private set; }

    /// <summary>True when both, of one kind, can be labelled by the same calls: they begin and end at the same nodes.</summary>
    public bool Fits(LabelPart other) => first == other.First && end == other.End;

    /// <summary>The labels come to lie here.</summary>
    public void LieAt(LayerLabels labels)
    {
        _labels = labels;
        Chain = new LabelChain(seat.ReplicaId, labels.Length / Digest.Size, (uint)layer, labels.Places, previous?.Places ?? default);
    }
}
