using LotusSeal.Native.Interop;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native;

/// <summary>Hashes and encoding, one native call for a range.</summary>
internal sealed unsafe class NativeHashBackend(InstructionSets isa, string device) : HashBackend(device)
{
    protected override void HashPairsCore(ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        fixed (byte* from = nodes, to = digests)
            NativeMethods.lotusseal_hash_pairs(isa, from, to, Count(digests)).ThrowIfFailed(BackendStage.PairHash, Device);
    }

    protected override void PoseidonCore(int arity, ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        fixed (byte* from = nodes, to = digests)
            NativeMethods.lotusseal_poseidon_hash(isa, (uint)arity, from, to, Count(digests)).ThrowIfFailed(BackendStage.PoseidonHash, Device);
    }

    protected override void ColumnsCore(ReadOnlySpan<byte> layers, int layerCount, int first, Span<byte> digests)
    {
        byte** columns = stackalloc byte*[layerCount];
        int layerSize = layers.Length / layerCount;
        fixed (byte* from = layers, to = digests)
        {
            for (int layer = 0; layer < layerCount; layer++) columns[layer] = from + layer * layerSize + first * Digest.Size;
            NativeMethods.lotusseal_poseidon_columns(isa, columns, (uint)layerCount, to, Count(digests))
                .ThrowIfFailed(BackendStage.ColumnHash, Device);
        }
    }

    protected override void EncodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> data, Span<byte> replica)
    {
        fixed (byte* label = labels, from = data, to = replica)
            NativeMethods.lotusseal_encode(label, from, to, Count(replica)).ThrowIfFailed(BackendStage.Encoding, Device);
    }

    protected override void DecodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> replica, Span<byte> data)
    {
        fixed (byte* label = labels, from = replica, to = data)
            NativeMethods.lotusseal_decode(label, from, to, Count(data)).ThrowIfFailed(BackendStage.Decoding, Device);
    }

    private static ulong Count(Span<byte> nodes) => (ulong)(nodes.Length / Digest.Size);
}
