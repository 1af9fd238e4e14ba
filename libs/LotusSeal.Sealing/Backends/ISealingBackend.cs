using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Backends;

/// <summary>
/// The heavy arithmetic of sealing. Backends (managed, native, later CUDA) give the same bytes; the managed one is the reference.
/// </summary>
/// <remarks>
/// Every method is synchronous, safe for concurrent calls on different memory, and works on one thread: the phases above cut the work into
/// ranges and spread them over threads. Nodes are 32-byte little-endian field elements. Pointers are used because layers exceed the
/// 2 GiB of a span; the caller guarantees the lengths stated here.
/// </remarks>
public unsafe interface ISealingBackend
{
    /// <summary>A short name for logs and benchmarks, for instance <c>native(sha-ni,avx512-ifma)</c>.</summary>
    string Name { get; }

    /// <summary>How many sectors <see cref="LabelRange"/> hashes side by side in one call; at least 1.</summary>
    int MaxInterleavedChains { get; }

    /// <summary>
    /// Writes the 14 parents (6 base, then 8 expander) of <paramref name="count"/> nodes from <paramref name="firstNode"/> (porep.md 3.2, 3.3).
    /// </summary>
    /// <param name="graph">Seeds and shape.</param>
    /// <param name="firstNode">First node.</param>
    /// <param name="count">Nodes.</param>
    /// <param name="parents">Receives count · 14 values.</param>
    void GenerateParents(in GraphSeeds graph, uint firstNode, int count, uint* parents);

    /// <summary>Labels nodes of one layer in order, for one or several sectors that share a graph (porep.md 3.6).</summary>
    /// <param name="chains">One entry a sector; <paramref name="chainCount"/> ≤ <see cref="MaxInterleavedChains"/>.</param>
    /// <param name="chainCount">Number of sectors.</param>
    /// <param name="layer">1-based layer number.</param>
    /// <param name="firstNode">First node to label; all nodes before it are labelled.</param>
    /// <param name="count">Nodes to label.</param>
    /// <param name="parents">count · 14 parents, starting with those of <paramref name="firstNode"/>.</param>
    void LabelRange(LabelChain* chains, int chainCount, uint layer, uint firstNode, int count, uint* parents);

    /// <summary>digest[i] = sha254(left ‖ right) for consecutive 64-byte pairs (porep.md 2.2).</summary>
    /// <param name="nodes">2 · count nodes.</param>
    /// <param name="digests">Receives count nodes; may not overlap <paramref name="nodes"/>.</param>
    /// <param name="count">Pairs.</param>
    void HashPairs(byte* nodes, byte* digests, long count);

    /// <summary>digest[i] = Poseidon of <paramref name="arity"/> consecutive nodes, MerkleTree tag (porep.md 4.2).</summary>
    /// <param name="arity">2, 4, 8 or 11.</param>
    /// <param name="nodes">arity · count nodes, each a canonical field element.</param>
    /// <param name="digests">Receives count nodes.</param>
    /// <param name="count">Digests.</param>
    void PoseidonHash(int arity, byte* nodes, byte* digests, long count);

    /// <summary>digest[i] = Poseidon of the column (layers[0][i], …, layers[layerCount-1][i]) (porep.md 5.2, TreeC leaves).</summary>
    /// <param name="layers">layerCount pointers, each to count nodes.</param>
    /// <param name="layerCount">2 or 11.</param>
    /// <param name="digests">Receives count nodes.</param>
    /// <param name="count">Columns.</param>
    void PoseidonColumns(byte** layers, int layerCount, byte* digests, long count);

    /// <summary>replica[i] = (label[i] + data[i]) mod r; <paramref name="replica"/> may equal <paramref name="data"/> (porep.md 3.7).</summary>
    void Encode(byte* labels, byte* data, byte* replica, long count);

    /// <summary>data[i] = (replica[i] − label[i]) mod r; <paramref name="data"/> may equal <paramref name="replica"/>.</summary>
    void Decode(byte* labels, byte* replica, byte* data, long count);
}
