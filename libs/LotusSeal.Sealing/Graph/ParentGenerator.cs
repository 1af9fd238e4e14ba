using System.Buffers.Binary;
using System.Numerics;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Graph;

/// <summary>The parents of a node, from the definition (porep.md 3.2, 3.3).</summary>
internal readonly ref struct ParentGenerator
{
    private const int Buckets = SectorGraph.BaseDegree - 1;
    private readonly GraphSeeds _graph;
    private readonly ulong _domain;
    private readonly int _half;

    public ParentGenerator(in GraphSeeds graph)
    {
        _graph = graph;
        _domain = graph.Nodes * SectorGraph.ExpanderDegree;
        _half = 1;
        while (1UL << (2 * _half) < _domain) _half++;
    }

    /// <summary>Writes six base parents, then eight expander parents.</summary>
    public void Generate(uint node, Span<uint> parents)
    {
        BaseParents(node, parents[..SectorGraph.BaseDegree]);
        for (int i = 0; i < SectorGraph.ExpanderDegree; i++)
        {
            ulong permuted = (ulong)node * SectorGraph.ExpanderDegree + (ulong)i;
            do permuted = Permute(permuted);
            while (permuted >= _domain);
            // API 1.0.0 lost the upper bits before the division; its graphs of 32 and 64 GiB depend on that.
            if (_graph.ApiVersion == ApiVersion.V1_0_0) permuted = (uint)permuted;
            parents[SectorGraph.BaseDegree + i] = (uint)(permuted / SectorGraph.ExpanderDegree);
        }
    }

    private void BaseParents(uint node, Span<uint> parents)
    {
        parents.Clear();
        if (node < 2) return;
        Span<byte> key = stackalloc byte[Digest.Size], tail = stackalloc byte[16];
        _graph.DrgSeed.Span.CopyTo(key);
        BinaryPrimitives.WriteUInt32LittleEndian(key[28..], node);
        Span<uint> words = stackalloc uint[32];
        tail.Clear();
        ChaCha.Block(8, key, tail, words);
        tail[0] = 1;
        ChaCha.Block(8, key, tail, words[16..]);

        bool predecessorLast = _graph.ApiVersion == ApiVersion.V1_0_0;
        Span<uint> buckets = predecessorLast ? parents[..Buckets] : parents[1..];
        parents[predecessorLast ? Buckets : 0] = node - 1;
        ulong expanded = (ulong)node * Buckets;
        ulong bucketCount = (ulong)(64 - BitOperations.LeadingZeroCount(expanded - 1));
        for (int i = 0; i < Buckets; i++)
        {
            ulong first = words[4 * i] | (ulong)words[4 * i + 1] << 32, second = words[4 * i + 2] | (ulong)words[4 * i + 3] << 32;
            ulong large = Math.Min(expanded, 1UL << (int)(first % bucketCount + 1));
            ulong small = Math.Max(2, large / 2);
            ulong distance = small + second % (large - small + 1);
            uint parent = (uint)((expanded - distance) / Buckets);
            buckets[i] = parent == node ? node - 1 : parent;
        }
    }

    /// <summary>One application of the three-round Feistel permutation.</summary>
    private ulong Permute(ulong value)
    {
        ulong mask = (1UL << _half) - 1, left = value >> _half & mask, right = value & mask;
        (left, right) = (right, left ^ (Round(right, _graph.Key0) & mask));
        (left, right) = (right, left ^ (Round(right, _graph.Key1) & mask));
        (left, right) = (right, left ^ (Round(right, _graph.Key2) & mask));
        return left << _half | right;
    }

    private static ulong Round(ulong right, ulong key)
    {
        Span<byte> message = stackalloc byte[16], digest = stackalloc byte[64];
        BinaryPrimitives.WriteUInt64BigEndian(message, right);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], key);
        Blake2b.Hash(message, default, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
