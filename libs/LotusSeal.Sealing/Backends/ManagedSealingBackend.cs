using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Fields;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Sealing.Backends;

/// <summary>The reference backend: plain C#, written from the definitions, checked against the reference implementation's files.</summary>
public sealed unsafe class ManagedSealingBackend : ISealingBackend
{
    private static readonly PoseidonHasher Arity2 = new(2), Arity4 = new(4), Arity8 = new(8), Arity11 = new(11);

    /// <inheritdoc/>
    public string Name => "managed";

    /// <inheritdoc/>
    public int MaxInterleavedChains => 1;

    /// <inheritdoc/>
    public void GenerateParents(in GraphSeeds graph, uint firstNode, int count, uint* parents)
    {
        ParentGenerator generator = new(graph);
        for (int i = 0; i < count; i++)
            generator.Generate(firstNode + (uint)i, new Span<uint>(parents + (long)i * SectorGraph.Degree, SectorGraph.Degree));
    }

    /// <inheritdoc/>
    public void LabelRange(LabelChain* chains, int chainCount, uint layer, uint firstNode, int count, uint* parents)
    {
        for (int chain = 0; chain < chainCount; chain++) LabelChainRange(chains[chain], layer, firstNode, count, parents);
    }

    /// <inheritdoc/>
    public void HashPairs(byte* nodes, byte* digests, long count)
    {
        for (long i = 0; i < count; i++)
            Sha254.Hash(new ReadOnlySpan<byte>(nodes + 2 * i * Digest.Size, 2 * Digest.Size), new Span<byte>(digests + i * Digest.Size, Digest.Size));
    }

    /// <inheritdoc/>
    public void PoseidonHash(int arity, byte* nodes, byte* digests, long count)
    {
        PoseidonHasher hasher = Hasher(arity);
        int size = arity * Digest.Size;
        for (long i = 0; i < count; i++)
            hasher.Hash(new ReadOnlySpan<byte>(nodes + i * size, size), new Span<byte>(digests + i * Digest.Size, Digest.Size));
    }

    /// <inheritdoc/>
    public void PoseidonColumns(byte** layers, int layerCount, byte* digests, long count)
    {
        PoseidonHasher hasher = Hasher(layerCount);
        Span<byte> column = stackalloc byte[layerCount * Digest.Size];
        for (long i = 0; i < count; i++)
        {
            for (int layer = 0; layer < layerCount; layer++)
                new ReadOnlySpan<byte>(layers[layer] + i * Digest.Size, Digest.Size).CopyTo(column[(layer * Digest.Size)..]);
            hasher.Hash(column, new Span<byte>(digests + i * Digest.Size, Digest.Size));
        }
    }

    /// <inheritdoc/>
    public void Encode(byte* labels, byte* data, byte* replica, long count)
    {
        for (long at = 0; at < count * Digest.Size; at += Digest.Size)
            Fr.AddCanonical(Node(labels + at), Node(data + at), new Span<byte>(replica + at, Digest.Size));
    }

    /// <inheritdoc/>
    public void Decode(byte* labels, byte* replica, byte* data, long count)
    {
        for (long at = 0; at < count * Digest.Size; at += Digest.Size)
            Fr.SubtractCanonical(Node(replica + at), Node(labels + at), new Span<byte>(data + at, Digest.Size));
    }

    private static PoseidonHasher Hasher(int arity) => arity switch
    {
        2 => Arity2,
        4 => Arity4,
        8 => Arity8,
        11 => Arity11,
        _ => throw new ArgumentOutOfRangeException(nameof(arity), arity, $"Poseidon of arity {arity} is not used in sealing."),
    };

    private static ReadOnlySpan<byte> Node(byte* node) => new(node, Digest.Size);

    [SkipLocalsInit]
    private static void LabelChainRange(in LabelChain chain, uint layer, uint firstNode, int count, uint* parents)
    {
        byte* message = stackalloc byte[LabelMessage.Size];
        Span<byte> whole = new(message, LabelMessage.Size);
        LabelMessage.WriteHeader(new ReadOnlySpan<byte>(chain.ReplicaId, Digest.Size), layer, whole);
        int distinct = layer == 1 ? SectorGraph.BaseDegree : SectorGraph.Degree, distinctSize = distinct * Digest.Size;
        for (int i = 0; i < count; i++, parents += SectorGraph.Degree)
        {
            ulong node = firstNode + (ulong)i;
            LabelMessage.WriteNode(node, whole);
            Span<byte> label = new(chain.Layer + node * Digest.Size, Digest.Size);
            if (node == 0)
            {
                Sha254.Hash(whole[..LabelMessage.HeaderSize], label);
                continue;
            }
            byte* slots = message + LabelMessage.HeaderSize;
            for (int p = 0; p < distinct; p++)
            {
                byte* source = (p < SectorGraph.BaseDegree ? chain.Layer : chain.PreviousLayer) + (ulong)parents[p] * Digest.Size;
                Unsafe.CopyBlockUnaligned(slots + p * Digest.Size, source, Digest.Size);
            }
            for (int done = distinctSize; done < LabelMessage.Size - LabelMessage.HeaderSize;)
            {
                int size = Math.Min(done, LabelMessage.Size - LabelMessage.HeaderSize - done);
                // Doubling keeps the period: every copy starts at a multiple of it.
                Unsafe.CopyBlockUnaligned(slots + done, slots, (uint)size);
                done += size;
            }
            Sha254.Hash(whole, label);
        }
    }
}
