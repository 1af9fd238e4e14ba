using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Phases;

/// <summary>
/// A range of a sector's data that is compared while it is unsealed: each known piece that it touches is decoded from end to end, because only whole
/// pieces have a commitment.
/// </summary>
internal sealed class CheckedRange(HashBackend hashes, int threads, SectorReplica replica, DataRange range, IReadOnlyList<PieceCommitment> pieces)
{
    /// <summary>The parts to decode, in order. The range goes to <paramref name="output"/>.</summary>
    /// <exception cref="SealingException">Thrown in a part's receiver: a piece is not what it should be, the message names it.</exception>
    public IReadOnlyList<Unseal.Part> Parts(Stream output, CancellationToken cancellationToken)
    {
        (ulong first, ulong count) = Unseal.NodesOf(range);
        ulong end = first + count, next = 0;
        UnpaddedRangeWriter writer = new(output, range);
        List<Unseal.Part> parts = [];
        for (int i = 0; i < pieces.Count; i++)
        {
            PieceCommitment piece = pieces[i];
            ulong nodes = piece.PaddedSize.Bytes / Digest.Size, start = (next + nodes - 1) / nodes * nodes;
            AddUnknown(next, start);
            next = start + nodes;
            if (start < end && next > first) parts.Add(Checked(start, piece, i, Write, cancellationToken));
        }

        AddUnknown(next, replica.Identity.Config.Nodes);
        return parts;

        void AddUnknown(ulong from, ulong to)
        {
            (ulong start, ulong stop) = (Math.Max(from, first), Math.Min(to, end));
            ulong node = start;
            if (start < stop) parts.Add(new Unseal.Part(start, stop - start, data => node = Write(node, data)));
        }

        ulong Write(ulong node, ReadOnlyMemory<byte> data)
        {
            ulong behind = node + (ulong)data.Length / Digest.Size, from = Math.Max(node, first), to = Math.Min(behind, end);
            if (from < to) writer.Write(data.Span[(int)((from - node) * Digest.Size)..(int)((to - node) * Digest.Size)]);
            return behind;
        }
    }

    private Unseal.Part Checked(ulong start, PieceCommitment piece, int index, Func<ulong, ReadOnlyMemory<byte>, ulong> write,
        CancellationToken cancellationToken)
    {
        CommitmentAccumulator accumulator = new(hashes, threads);
        ulong node = start, end = start + piece.PaddedSize.Bytes / Digest.Size;
        return new Unseal.Part(start, end - start, data =>
        {
            accumulator.Add(data, Math.Min(data.Length, 1 << 17), cancellationToken);
            node = write(node, data);
            if (node < end) return;
            Digest actual = accumulator.Finish();
            if (actual != piece.CommP) throw new SealingException(Mismatch(start, piece, index, actual));
        });
    }

    private string Mismatch(ulong start, PieceCommitment piece, int index, Digest actual)
    {
        bool whole = piece.PaddedSize.Bytes == replica.Identity.Config.SectorSize;
        string what = whole ? "CommD" : $"piece {index} at padded byte {start * Digest.Size}: CommP";
        return $"{replica.SealedPath} unseals to {what} {actual}, expected is {piece.CommP}: "
            + "the replica is damaged, or the ticket or CommD is another sector's.";
    }
}
