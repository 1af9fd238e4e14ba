using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Labels;

/// <summary>A layer of one sector in a loop, or on its way into one.</summary>
/// <param name="seat">The sector.</param>
/// <param name="chain">Its memory, which stays until <see cref="LabelNews.Stop"/> has returned.</param>
/// <param name="first">First node to label.</param>
/// <param name="end">Behind the last one.</param>
/// <param name="stop">Takes it out of the loop, before a block.</param>
internal sealed class LabelPart(LabelSeat seat, in LabelChain chain, ulong first, ulong end, CancellationToken stop)
{
    /// <summary>The chain.</summary>
    public readonly LabelChain Chain = chain;

    /// <summary>The sector.</summary>
    public LabelSeat Seat => seat;

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

    /// <summary>True when both, of one kind, can be labelled by the same calls: they begin and end at the same nodes.</summary>
    public bool Fits(LabelPart other) => first == other.First && end == other.End;
}
