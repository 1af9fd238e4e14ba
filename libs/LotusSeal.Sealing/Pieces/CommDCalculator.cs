using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Pieces;

/// <summary>CommD from the commitments of a sector's pieces (porep.md 2.4).</summary>
public static class CommDCalculator
{
    /// <summary>Folds the pieces, in order, with zero pieces in the gaps and at the end.</summary>
    /// <param name="sectorSize">Padded bytes of the sector, a power of two.</param>
    /// <param name="pieces">In sector order; none gives the zero commitment.</param>
    /// <exception cref="SealingException">A piece has no valid size or commitment, or they do not fit.</exception>
    public static CommD Compute(ulong sectorSize, IReadOnlyList<PieceCommitment> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        if (pieces.Count == 0) return default;
        Stack<(ulong Size, Digest Commitment)> stack = new();
        for (int i = 0; i < pieces.Count; i++)
        {
            PieceCommitment piece = pieces[i];
            Check(piece, i, sectorSize);
            while (stack.Count > 0 && stack.Peek().Size < piece.PaddedSize.Bytes) PushZero(stack);
            Push(stack, piece.PaddedSize.Bytes, piece.CommP);
        }
        while (stack.Count > 1 || stack.Peek().Size < sectorSize) PushZero(stack);
        (ulong size, Digest root) = stack.Pop();
        if (size > sectorSize) throw new SealingException($"The pieces need {size} bytes with their alignment; the sector has {sectorSize}.");
        return new CommD(root);
    }

    private static void Check(PieceCommitment piece, int index, ulong sectorSize)
    {
        if (!piece.UnpaddedSize.IsPiece)
            throw new SealingException($"Piece {index} has {piece.UnpaddedSize} unpadded bytes; a piece has 127·2^k.");
        if (piece.PaddedSize.Bytes > sectorSize)
            throw new SealingException($"Piece {index} has {piece.PaddedSize} padded bytes; the sector has {sectorSize}.");
        if (piece.CommP.IsZero) throw new SealingException($"Piece {index} has an all-zero commitment.");
    }

    private static void PushZero(Stack<(ulong Size, Digest Commitment)> stack)
    {
        ulong size = stack.Peek().Size;
        Push(stack, size, ZeroPieces.Commitment(size));
    }

    private static void Push(Stack<(ulong Size, Digest Commitment)> stack, ulong size, Digest commitment)
    {
        while (stack.Count > 0 && stack.Peek().Size == size)
        {
            commitment = Sha254.HashPair(stack.Pop().Commitment, commitment);
            size *= 2;
        }
        stack.Push((size, commitment));
    }
}
