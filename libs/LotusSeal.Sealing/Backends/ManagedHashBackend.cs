using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Sealing.Backends;

/// <summary>Hashes and encoding, node by node.</summary>
internal sealed class ManagedHashBackend() : HashBackend(ManagedSealingBackend.DeviceName)
{
    private static readonly PoseidonHasher Arity2 = new(2), Arity4 = new(4), Arity8 = new(8), Arity11 = new(11);

    protected override void HashPairsCore(ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        for (int at = 0; at < digests.Length; at += Digest.Size)
            Sha254.Hash(nodes.Slice(2 * at, 2 * Digest.Size), digests.Slice(at, Digest.Size));
    }

    protected override void PoseidonCore(int arity, ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        PoseidonHasher hasher = Hasher(arity);
        for (int at = 0; at < digests.Length; at += Digest.Size)
            hasher.Hash(nodes.Slice(arity * at, arity * Digest.Size), digests.Slice(at, Digest.Size));
    }

    protected override void ColumnsCore(ReadOnlySpan<byte> layers, int layerCount, int first, Span<byte> digests)
    {
        PoseidonHasher hasher = Hasher(layerCount);
        Span<byte> column = stackalloc byte[layerCount * Digest.Size];
        int layerSize = layers.Length / layerCount, firstAt = first * Digest.Size;
        for (int at = 0; at < digests.Length; at += Digest.Size)
        {
            for (int layer = 0; layer < layerCount; layer++)
                layers.Slice(layer * layerSize + firstAt + at, Digest.Size).CopyTo(column[(layer * Digest.Size)..]);
            hasher.Hash(column, digests.Slice(at, Digest.Size));
        }
    }

    protected override void EncodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> data, Span<byte> replica)
    {
        for (int at = 0; at < replica.Length; at += Digest.Size)
            Fr.AddCanonical(labels.Slice(at, Digest.Size), data.Slice(at, Digest.Size), replica.Slice(at, Digest.Size));
    }

    protected override void DecodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> replica, Span<byte> data)
    {
        for (int at = 0; at < data.Length; at += Digest.Size)
            Fr.SubtractCanonical(replica.Slice(at, Digest.Size), labels.Slice(at, Digest.Size), data.Slice(at, Digest.Size));
    }

    private static PoseidonHasher Hasher(int arity) => arity switch
    {
        2 => Arity2,
        4 => Arity4,
        8 => Arity8,
        _ => Arity11,
    };
}
