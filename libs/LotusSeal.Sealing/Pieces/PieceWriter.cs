using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Pieces;

/// <summary>Pads a piece while it is read, stores it and computes its commitment (porep.md 2.2, 2.3).</summary>
/// <remarks>Two buffers: one is read and written while the other is hashed.</remarks>
internal sealed class PieceWriter(HashBackend hashes, int threads)
{
    private const int ChunkBlocks = 1 << 13;
    private const int MaxChunks = 8;

    /// <summary>Reads exactly <paramref name="size"/> bytes and returns their commitment.</summary>
    /// <param name="piece">Must end after that many bytes.</param>
    /// <param name="size">127·2^k.</param>
    /// <param name="padded">Receives the padded bytes from where it stands, or null.</param>
    /// <param name="cancellationToken">Stops between buffers.</param>
    public async Task<PieceCommitment> CopyAsync(Stream piece, UnpaddedSize size, Stream? padded, CancellationToken cancellationToken)
    {
        if (!size.IsPiece)
            throw new SealingException($"A piece of {size} unpadded bytes is refused; a piece has 127·2^k bytes.");
        ulong blocks = size.Bytes / Fr32.UnpaddedBlock;
        int chunkBlocks = (int)Math.Min(ChunkBlocks, blocks);
        int roundBlocks = (int)Math.Min((ulong)(chunkBlocks * Math.Clamp(threads, 1, MaxChunks)), blocks);
        byte[] raw = new byte[roundBlocks * Fr32.UnpaddedBlock];
        byte[][] buffers = [new byte[roundBlocks * Fr32.PaddedBlock], new byte[roundBlocks * Fr32.PaddedBlock]];
        CommitmentAccumulator accumulator = new(hashes, threads);

        Task hashing = Task.CompletedTask;
        try
        {
            ulong done = 0;
            for (int turn = 0; done < blocks; turn ^= 1)
            {
                int count = (int)Math.Min((ulong)roundBlocks, blocks - done);
                Memory<byte> source = raw.AsMemory(0, count * Fr32.UnpaddedBlock), target = buffers[turn].AsMemory(0, count * Fr32.PaddedBlock);
                await ReadAsync(piece, source, done * Fr32.UnpaddedBlock, size.Bytes, cancellationToken);
                Fr32.Pad(source.Span, target.Span);
                if (padded is not null) await padded.WriteAsync(target, cancellationToken);
                await hashing;
                hashing = Task.Run(() => accumulator.Add(target, chunkBlocks * Fr32.PaddedBlock, cancellationToken), cancellationToken);
                done += (ulong)count;
            }
            if (await piece.ReadAtLeastAsync(raw.AsMemory(0, 1), 1, throwOnEndOfStream: false, cancellationToken) != 0)
                throw new SealingException($"The piece goes on after its announced {size} bytes.");
        }
        finally
        {
            // The buffers are in use until the hash ends, also when the read failed.
            await hashing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await hashing;
        return new PieceCommitment(accumulator.Finish(), size);
    }

    private static async Task ReadAsync(Stream piece, Memory<byte> target, ulong position, ulong announced, CancellationToken cancellationToken)
    {
        int read = await piece.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < target.Length)
            throw new SealingException($"The piece ended after {position + (ulong)read} of {announced} bytes.");
    }
}
