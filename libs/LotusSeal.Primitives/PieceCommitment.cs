namespace LotusSeal.Primitives;

/// <summary>A piece as the proofs see it.</summary>
/// <param name="CommP">Root over the padded piece.</param>
/// <param name="UnpaddedSize">Bytes before fr32 padding: 127·2^k.</param>
public readonly record struct PieceCommitment(Digest CommP, UnpaddedSize UnpaddedSize)
{
    /// <summary>Bytes after fr32 padding: 128·2^k.</summary>
    public PaddedSize PaddedSize => UnpaddedSize.ToPadded();
}
