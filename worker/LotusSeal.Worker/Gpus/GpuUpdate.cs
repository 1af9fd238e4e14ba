using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Worker.Gpus;

/// <summary>An update of a sealed sector, as it travels to another process: digests in hexadecimal, files by their names.</summary>
internal sealed record GpuUpdate(GpuConfig Shape, string Replica, string Cache, string Update, string UpdateCache, string? UpdateTemporary,
    string Unsealed, IReadOnlyList<GpuPiece> Pieces)
{
    /// <summary>The sealed sector.</summary>
    /// <exception cref="SealingException">A digest is none.</exception>
    public SectorKey Key => new(Shape.Config, Replica, Cache);

    /// <summary>Where the update goes.</summary>
    public UpdateFiles Files => new(Update, UpdateCache, UpdateTemporary);

    /// <summary>Takes what an update is given.</summary>
    public static GpuUpdate Of(SectorKey key, UpdateFiles update, string unsealed, IReadOnlyList<PieceCommitment> pieces) =>
        new(GpuConfig.Of(key.Config), key.Replica, key.Cache, update.Replica, update.Cache, update.ReplicaTemporary, unsealed,
            [.. pieces.Select(GpuPiece.Of)]);
}

/// <summary>A piece of its data.</summary>
/// <param name="CommP">Its commitment, in hexadecimal.</param>
/// <param name="Size">Bytes before padding.</param>
internal sealed record GpuPiece(string CommP, ulong Size)
{
    /// <summary>The piece.</summary>
    /// <exception cref="SealingException">The digest is none, or the size that of no piece.</exception>
    public PieceCommitment Commitment => new(HexDigest.Read(CommP), new UnpaddedSize(Size));

    /// <summary>Takes a piece.</summary>
    public static GpuPiece Of(PieceCommitment piece) => new(piece.CommP.ToString(), piece.UnpaddedSize.Bytes);
}
