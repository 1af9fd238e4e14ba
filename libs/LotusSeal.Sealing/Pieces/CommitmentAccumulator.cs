using System.Buffers;
using System.Runtime.ExceptionServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Pieces;

/// <summary>The root of a binary sha254 tree whose leaves arrive in order, in equal chunks (porep.md 2.2).</summary>
internal sealed class CommitmentAccumulator(HashBackend hashes, int threads)
{
    private readonly Stack<(int Level, Digest Root)> _roots = new();

    /// <summary>Adds chunks of padded nodes.</summary>
    /// <param name="nodes">Whole chunks.</param>
    /// <param name="chunkSize">Bytes of a chunk: a power of two of nodes, the same in every call.</param>
    /// <param name="cancellationToken">Checked before each chunk.</param>
    public void Add(ReadOnlyMemory<byte> nodes, int chunkSize, CancellationToken cancellationToken)
    {
        int chunks = nodes.Length / chunkSize;
        Digest[] roots = new Digest[chunks];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, chunks, options, i => roots[i] = Root(nodes.Span.Slice(i * chunkSize, chunkSize)));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
        foreach (Digest root in roots) Push(root);
    }

    /// <summary>The root over everything added: a power of two of chunks.</summary>
    public Digest Finish() => _roots.Count == 1
        ? _roots.Peek().Root
        : throw new InvalidOperationException("The leaves of a commitment are a power of two.");

    private void Push(Digest root)
    {
        int level = 0;
        while (_roots.Count > 0 && _roots.Peek().Level == level)
        {
            root = Sha254.HashPair(_roots.Pop().Root, root);
            level++;
        }
        _roots.Push((level, root));
    }

    private Digest Root(ReadOnlySpan<byte> nodes)
    {
        if (nodes.Length == Digest.Size) return new Digest(nodes);
        byte[] even = ArrayPool<byte>.Shared.Rent(nodes.Length / 2), odd = ArrayPool<byte>.Shared.Rent(Math.Max(Digest.Size, nodes.Length / 4));
        try
        {
            ReadOnlySpan<byte> row = nodes;
            for (byte[] free = even; row.Length > Digest.Size; free = free == even ? odd : even)
            {
                Span<byte> next = free.AsSpan(0, row.Length / 2);
                hashes.HashPairs(row, next);
                row = next;
            }
            return new Digest(row);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(even);
            ArrayPool<byte>.Shared.Return(odd);
        }
    }
}
