using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Cuda.Checks;

/// <summary>
/// Labels and data without files, and a sum over everything that a builder makes of them: two builders are compared by it. The key of an update is
/// the first layer.
/// </summary>
public sealed class GeneratedSector : IReplicaSource, IUpdateSource, IReplicaSink
{
    private const int PoolNodes = 1 << 16;
    private const int LayerStep = 7919, WindowStep = 104_729;
    private static readonly byte[] Pool = CreatePool();
    private readonly Lock _gate = new();
    private ulong _sum;

    /// <summary>The sum so far: of a mix of the bytes, kind, tree, row and place of every stored node, in any order.</summary>
    public ulong Sum => _sum;

    /// <inheritdoc/>
    public void ReadLayer(int layer, ulong firstNode, Span<byte> labels) => Copy((ulong)layer, firstNode, labels);

    /// <inheritdoc/>
    public void ReadKey(ulong firstNode, Span<byte> nodes) => ReadLayer(1, firstNode, nodes);

    /// <inheritdoc/>
    public void ReadData(ulong firstNode, Span<byte> data) => Copy(0, firstNode, data);

    /// <inheritdoc/>
    public void WriteTreeC(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => Add(Key(1, tree, row), firstNode, nodes);

    /// <inheritdoc/>
    public void WriteTreeRLast(int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) => Add(Key(2, tree, row), firstNode, nodes);

    /// <inheritdoc/>
    public void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes) => Add(Key(3, 0, 0), firstNode, nodes);

    /// <inheritdoc/>
    public void Advance(ulong nodes) { }

    private static ulong Key(int kind, int tree, int row) => (ulong)(kind << 16 | tree << 8 | row);

    /// <summary>Runs of the pool, each begun at another place, so that columns differ throughout a sector.</summary>
    private static void Copy(ulong layer, ulong firstNode, Span<byte> nodes)
    {
        while (!nodes.IsEmpty)
        {
            (ulong window, ulong inWindow) = Math.DivRem(firstNode, (ulong)PoolNodes);
            int at = (int)((inWindow + layer * LayerStep + (window * (layer + 1) * WindowStep)) % PoolNodes);
            int count = Math.Min(Math.Min(nodes.Length / Digest.Size, PoolNodes - at), (int)((ulong)PoolNodes - inWindow));
            Pool.AsSpan(at * Digest.Size, count * Digest.Size).CopyTo(nodes);
            nodes = nodes[(count * Digest.Size)..];
            firstNode += (ulong)count;
        }
    }

    private void Add(ulong key, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        ulong sum = 0, place = Mix(key + 1) + firstNode;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(nodes);
        for (int i = 0; i < words.Length; i += 4, place++)
        {
            ulong node = Mix(place);
            for (int j = 0; j < 4; j++) node = Mix(node ^ words[i + j]);
            sum += node;
        }
        lock (_gate) _sum += sum;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 32) * 0x9e3779b97f4a7c15;
        return value ^ value >> 29;
    }

    private static byte[] CreatePool()
    {
        byte[] pool = new byte[PoolNodes * Digest.Size];
        ulong state = 1;
        for (int i = 0; i < pool.Length; i += sizeof(ulong))
            BinaryPrimitives.WriteUInt64LittleEndian(pool.AsSpan(i), Mix(state += 0x9e3779b97f4a7c15));
        for (int top = Digest.Size - 1; top < pool.Length; top += Digest.Size) pool[top] &= 0x3f;
        return pool;
    }
}
