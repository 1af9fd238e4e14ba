using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Pieces;

/// <summary>The root of a binary sha254 tree whose leaves arrive in order, in equal chunks (porep.md 2.2).</summary>
internal sealed class CommitmentAccumulator(ISealingBackend backend, int threads)
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
        Parallel.For(0, chunks, options, i => roots[i] = Root(nodes.Span.Slice(i * chunkSize, chunkSize)));
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

    private unsafe Digest Root(ReadOnlySpan<byte> nodes)
    {
        byte[] even = GC.AllocateUninitializedArray<byte>(Math.Max(Digest.Size, nodes.Length / 2));
        byte[] odd = GC.AllocateUninitializedArray<byte>(Math.Max(Digest.Size, nodes.Length / 4));
        int count = nodes.Length / Digest.Size;
        if (count == 1) return new Digest(nodes);
        fixed (byte* source = nodes, a = even, b = odd)
        {
            byte* from = source, to = a;
            for (count /= 2; count > 0; count /= 2)
            {
                backend.HashPairs(from, to, count);
                from = to;
                to = from == a ? b : a;
            }
            return new Digest(new ReadOnlySpan<byte>(from, Digest.Size));
        }
    }
}
