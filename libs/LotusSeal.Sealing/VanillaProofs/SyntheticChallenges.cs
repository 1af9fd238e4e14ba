using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The challenges that a synthetic sector proves in advance, and the choice among them (porep.md 7.1).</summary>
public sealed class SyntheticChallenges
{
    private const uint MaxCount = 1 << 18;
    private readonly ulong _nodes;
    private readonly Digest _replicaId;
    private readonly byte[] _generationKey;

    /// <summary>The set of a replica.</summary>
    public SyntheticChallenges(ulong nodes, Digest replicaId, CommR commR)
        : this(nodes, (uint)Math.Min(nodes, MaxCount), replicaId, commR) { }

    internal SyntheticChallenges(ulong nodes, uint count, Digest replicaId, CommR commR)
    {
        _nodes = nodes;
        Count = count;
        _replicaId = replicaId;
        _generationKey = Key("filecoin.io|PoRep|1|Synthetic|1|Generation"u8, replicaId, commR.Span);
    }

    /// <summary>Challenges in the set.</summary>
    public uint Count { get; }

    /// <summary>The challenge of an index.</summary>
    public uint this[uint index]
    {
        get
        {
            Span<byte> block = stackalloc byte[ChaCha.BlockSize];
            KeystreamBlock(_generationKey, index / 2, block);
            return Challenges.Reduce(block[(int)(index % 2 * Digest.Size)..], _nodes);
        }
    }

    /// <summary>Indices into the set for consecutive challenges of a proof.</summary>
    public uint[] SelectIndices(InteractiveSeed seed, uint firstIndex, int count)
    {
        byte[] key = Key("filecoin.io|PoRep|1|Synthetic|1|Selection"u8, _replicaId, seed.Span);
        Span<byte> block = stackalloc byte[ChaCha.BlockSize];
        uint[] indices = new uint[count];
        const int PerBlock = ChaCha.BlockSize / sizeof(uint);
        for (int i = 0; i < count; i++)
        {
            uint word = firstIndex + (uint)i;
            KeystreamBlock(key, word / PerBlock, block);
            indices[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(int)(word % PerBlock * sizeof(uint))..]) % Count;
        }
        return indices;
    }

    /// <summary>The chosen challenges themselves.</summary>
    public uint[] Select(InteractiveSeed seed, uint firstIndex, int count) =>
        [.. SelectIndices(seed, firstIndex, count).Select(index => this[index])];

    private static byte[] Key(ReadOnlySpan<byte> domain, Digest replicaId, ReadOnlySpan<byte> second)
    {
        byte[] key = new byte[Digest.Size];
        Blake2b.Hash([.. replicaId.Span, .. second], domain, key);
        return key;
    }

    /// <summary>ChaCha20 with a 32-bit counter and the nonce "synth-porep", zero-filled.</summary>
    private static void KeystreamBlock(ReadOnlySpan<byte> key, uint counter, Span<byte> block)
    {
        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(tail, counter);
        "synth-porep"u8.CopyTo(tail[sizeof(uint)..]);
        Span<uint> words = stackalloc uint[ChaCha.BlockSize / sizeof(uint)];
        ChaCha.Block(20, key, tail, words);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, words);
        MemoryMarshal.AsBytes(words).CopyTo(block);
    }
}
