using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>The data that a Proving sector takes, and what has become of it (SnapDeals).</summary>
/// <param name="Sources">Where its pieces come from, fillers included.</param>
public sealed record SectorUpdate(IReadOnlyList<PieceSource> Sources)
{
    /// <summary>Pieces added so far, in order.</summary>
    public IReadOnlyList<PieceInfo> Pieces { get; init; } = [];

    /// <summary>Commitment of the new data, once it is under the key.</summary>
    public Cid? CommD { get; init; }

    /// <summary>Commitment of the updated replica.</summary>
    public Cid? CommR { get; init; }

    /// <summary>The update is finished: the sector is proved and unsealed by it, and its key is gone.</summary>
    public bool IsActive { get; init; }
}
