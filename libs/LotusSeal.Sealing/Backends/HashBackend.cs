using System.Runtime.CompilerServices;

namespace LotusSeal.Sealing.Backends;

/// <summary>The hash grain: hashes and field additions over ranges of nodes, on the calling thread. Safe for concurrent calls.</summary>
/// <param name="device">The backend's name in faults and logs.</param>
/// <remarks>
/// Nodes are 32-byte little-endian field elements. Every public method checks all lengths and then calls the core of the same name, which need
/// not check anything: lengths fit, and there is at least one node. Wrong lengths are <see cref="ArgumentException"/>s, a failure of the backend
/// is a <see cref="SealingBackendException"/>.
/// </remarks>
public abstract class HashBackend(string device)
{
    /// <summary>The backend's name.</summary>
    public string Device { get; } = device;

    /// <summary>digest[i] = sha254(left ‖ right) for consecutive 64-byte pairs (porep.md 2.2).</summary>
    /// <param name="nodes">Two nodes for each digest.</param>
    /// <param name="digests">Receives the digests; does not overlap <paramref name="nodes"/>.</param>
    public void HashPairs(ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        RequireChildren(nodes, 2, digests);
        if (!digests.IsEmpty) HashPairsCore(nodes, digests);
    }

    /// <summary>digest[i] = Poseidon of <paramref name="arity"/> consecutive nodes, MerkleTree tag (porep.md 4.2).</summary>
    /// <param name="arity">2, 4, 8 or 11.</param>
    /// <param name="nodes">Arity nodes for each digest, canonical field elements.</param>
    /// <param name="digests">Receives the digests; does not overlap <paramref name="nodes"/>.</param>
    public void Poseidon(int arity, ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        if (arity is not (2 or 4 or 8 or 11))
            throw new ArgumentException($"Poseidon of arity {arity} is not used in sealing.", nameof(arity));
        RequireChildren(nodes, arity, digests);
        if (!digests.IsEmpty) PoseidonCore(arity, nodes, digests);
    }

    /// <summary>digest[i] = Poseidon of the column (layer 1, …, layer n) of node <paramref name="first"/> + i (porep.md 5.2).</summary>
    /// <param name="layers">The same nodes of every layer, one layer behind the other; canonical field elements.</param>
    /// <param name="layerCount">2 or 11.</param>
    /// <param name="first">First column.</param>
    /// <param name="digests">Receives the digests; does not overlap <paramref name="layers"/>.</param>
    public void Columns(ReadOnlySpan<byte> layers, int layerCount, int first, Span<byte> digests)
    {
        if (layerCount is not (2 or 11))
            throw new ArgumentException($"A column of {layerCount} layers is not used in sealing.", nameof(layerCount));
        RequireWhole(layers, layerCount);
        RequireWhole(digests, 1);
        int available = layers.Length / layerCount / Digest.Size, count = digests.Length / Digest.Size;
        if (first < 0 || first > available - count)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"{count} columns from {first} are not in {available}.");
        RequireApart(layers, digests);
        if (count > 0) ColumnsCore(layers, layerCount, first, digests);
    }

    /// <summary>replica[i] = (label[i] + data[i]) mod r (porep.md 3.7).</summary>
    /// <param name="labels">Labels of the last layer.</param>
    /// <param name="data">As many nodes.</param>
    /// <param name="replica">Receives as many nodes; may be <paramref name="data"/>.</param>
    public void Encode(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> data, Span<byte> replica)
    {
        RequireEqual(labels, data, replica);
        if (!replica.IsEmpty) EncodeCore(labels, data, replica);
    }

    /// <summary>data[i] = (replica[i] − label[i]) mod r.</summary>
    /// <param name="labels">Labels of the last layer.</param>
    /// <param name="replica">As many nodes.</param>
    /// <param name="data">Receives as many nodes; may be <paramref name="replica"/>.</param>
    public void Decode(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> replica, Span<byte> data)
    {
        RequireEqual(labels, replica, data);
        if (!data.IsEmpty) DecodeCore(labels, replica, data);
    }

    /// <summary>As <see cref="HashPairs"/>, checked.</summary>
    protected abstract void HashPairsCore(ReadOnlySpan<byte> nodes, Span<byte> digests);

    /// <summary>As <see cref="Poseidon"/>, checked.</summary>
    protected abstract void PoseidonCore(int arity, ReadOnlySpan<byte> nodes, Span<byte> digests);

    /// <summary>As <see cref="Columns"/>, checked.</summary>
    protected abstract void ColumnsCore(ReadOnlySpan<byte> layers, int layerCount, int first, Span<byte> digests);

    /// <summary>As <see cref="Encode"/>, checked.</summary>
    protected abstract void EncodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> data, Span<byte> replica);

    /// <summary>As <see cref="Decode"/>, checked.</summary>
    protected abstract void DecodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> replica, Span<byte> data);

    private static void RequireChildren(ReadOnlySpan<byte> nodes, int arity, ReadOnlySpan<byte> digests)
    {
        RequireWhole(digests, 1);
        if (nodes.Length != (long)digests.Length * arity)
        {
            throw new ArgumentException($"{nodes.Length} bytes are not {arity} nodes for each of {digests.Length / Digest.Size} digests.",
                nameof(nodes));
        }
        RequireApart(nodes, digests);
    }

    private static void RequireWhole(ReadOnlySpan<byte> nodes, int parts, [CallerArgumentExpression(nameof(nodes))] string? name = null)
    {
        if (nodes.Length % (parts * Digest.Size) != 0)
            throw new ArgumentException($"{nodes.Length} bytes are not whole nodes in {parts} equal part(s).", name);
    }

    private static void RequireApart(ReadOnlySpan<byte> nodes, ReadOnlySpan<byte> digests)
    {
        if (nodes.Overlaps(digests)) throw new ArgumentException("The digests overlap the nodes that they are made of.", nameof(digests));
    }

    private static void RequireEqual(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        RequireWhole(labels, 1);
        if (from.Length != labels.Length || to.Length != labels.Length)
        {
            throw new ArgumentException($"{labels.Length} bytes of labels, {from.Length} to read and {to.Length} to write are not as many nodes.",
                nameof(labels));
        }
    }
}
