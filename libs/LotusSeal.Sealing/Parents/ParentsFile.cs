using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Parents;

/// <summary>Parents from a file of which no byte is believed (porep.md 3.4).</summary>
/// <remarks>
/// A block is compared with the graph the first time it is read, and with the digest of those bytes ever after: neither a file that was
/// wrong from the start nor one that changes while it is used reaches a label. Once anything is wrong, the graph gives everything.
/// </remarks>
internal sealed class ParentsFile(SectorFile file, OpenGraph graph, int threads, ConcurrentDictionary<ParentsBlock, Digest> proved,
    Action<string> refuse) : IParentsSource
{
    private volatile bool _refused;

    public int Threads => threads;

    /// <summary>Bytes of the file of a graph.</summary>
    public static ulong SizeOf(in GraphSeeds graph) => graph.Nodes * SectorGraph.ParentsSize;

    public void Fill(uint firstNode, Span<uint> parents)
    {
        ParentsBlock block = new(firstNode, parents.Length / SectorGraph.Degree);
        if (!_refused && proved.TryGetValue(block, out Digest digest))
        {
            if (TryRead(block, MemoryMarshal.AsBytes(parents)) && DigestOf(MemoryMarshal.AsBytes(parents)) == digest) return;
            if (!_refused) Refuse($"nodes {firstNode} to {firstNode + block.Nodes - 1} have changed while the file was used");
        }
        graph.Fill(firstNode, parents);
        if (!_refused) Prove(block, parents);
    }

    public void Dispose() => file.Dispose();

    private static Digest DigestOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Digest.Size];
        SHA256.HashData(bytes, digest);
        return new Digest(digest);
    }

    private void Prove(ParentsBlock block, ReadOnlySpan<uint> expected)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(expected.Length * sizeof(uint));
        try
        {
            Span<byte> bytes = rented.AsSpan(0, expected.Length * sizeof(uint));
            if (!TryRead(block, bytes)) return;
            int same = MemoryMarshal.Cast<byte, uint>(bytes).CommonPrefixLength(expected);
            if (same == expected.Length) proved[block] = DigestOf(bytes);
            else Refuse($"node {block.First + same / SectorGraph.Degree} has other parents than the graph");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private bool TryRead(ParentsBlock block, Span<byte> bytes)
    {
        try
        {
            file.Read((ulong)block.First * SectorGraph.ParentsSize, bytes);
            return true;
        }
        catch (Exception exception) when (exception is SealingException or IOException or UnauthorizedAccessException)
        {
            Refuse($"nodes from {block.First} on cannot be read ({exception.Message})");
            return false;
        }
    }

    private void Refuse(string reason)
    {
        _refused = true;
        refuse($"{file.Path}: {reason}");
    }
}

/// <summary>Consecutive nodes whose parents are read at once.</summary>
/// <param name="First">The first node.</param>
/// <param name="Nodes">How many.</param>
internal readonly record struct ParentsBlock(uint First, int Nodes);
