using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Labels;

/// <summary>A layer of one sector in a loop, or on its way into one.</summary>
/// <param name="seat">The sector.</param>
/// <param name="chain">Its memory, which stays until <see cref="LabelNews.Stop"/> has returned.</param>
/// <param name="count">Nodes to label.</param>
/// <param name="stop">Takes it out of the loop, before a block.</param>
internal sealed class LabelPart(LabelSeat seat, in LabelChain chain, ulong count, CancellationToken stop)
{
    /// <summary>The chain.</summary>
    public readonly LabelChain Chain = chain;

    /// <summary>The sector.</summary>
    public LabelSeat Seat => seat;

    /// <summary>Nodes to label.</summary>
    public ulong Count => count;

    /// <summary>Takes it out of the loop.</summary>
    public CancellationToken Stop => stop;

    /// <summary>How far it is.</summary>
    public LabelNews News { get; } = new();

    /// <summary>Where it is labelled; null while it waits.</summary>
    public LabelLoop? Loop { get; set; }

    /// <summary>When it was first held back for a partner though a loop was free, by <see cref="Environment.TickCount64"/>; null for never.</summary>
    public long? HeldSince { get; set; }
}
