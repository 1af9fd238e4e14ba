using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LotusSeal.Sealing.Graph;

/// <summary>What follows from a sector's graph alone: seeds, cache id, replica id (porep.md 3.1, 3.4, 3.5).</summary>
public static class SectorGraph
{
    /// <summary>Base parents of a node.</summary>
    public const int BaseDegree = 6;

    /// <summary>Expander parents of a node.</summary>
    public const int ExpanderDegree = 8;

    /// <summary>All parents of a node.</summary>
    public const int Degree = BaseDegree + ExpanderDegree;

    /// <summary>Parents in a label's message, repetitions counted.</summary>
    public const int LabelParents = 37;

    /// <summary>Bytes of a node's parents in the cache file.</summary>
    public const int ParentsSize = Degree * sizeof(uint);

    private const int DrgSeedSize = 28;

    /// <summary>The seeds of a configuration's graph.</summary>
    public static GraphSeeds SeedsOf(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Span<byte> drg = stackalloc byte[Digest.Size], feistel = stackalloc byte[Digest.Size];
        Derive("Filecoin_DRSample"u8, config.PoRepId, drg);
        drg[DrgSeedSize..].Clear();
        Derive("Filecoin_Feistel"u8, config.PoRepId, feistel);
        return new GraphSeeds(config.Nodes, config.ApiVersion, new Digest(drg),
            BinaryPrimitives.ReadUInt64LittleEndian(feistel), BinaryPrimitives.ReadUInt64LittleEndian(feistel[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(feistel[16..]), BinaryPrimitives.ReadUInt64LittleEndian(feistel[24..]));
    }

    /// <summary>A graph of a size in the words of the reference implementation, which go into names of files.</summary>
    public static string Identifier(ulong nodes) => string.Create(CultureInfo.InvariantCulture,
        $"stacked_graph::StackedGraph{{expansion_degree: {ExpanderDegree} "
        + $"base_graph: drgraph::BucketGraph{{size: {nodes}; degree: {BaseDegree}; hasher: poseidon_hasher}} }}");

    /// <summary>The name of the parents file, shared with the reference implementation.</summary>
    public static string ParentsFileName(in GraphSeeds graph) => $"v28-sdr-parent-{CacheId(graph)}.cache";

    /// <summary>The hexadecimal part of the parents file's name.</summary>
    public static string CacheId(in GraphSeeds graph)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("poseidon_hasher"u8);
        hash.AppendData(Encoding.ASCII.GetBytes(Identifier(graph.Nodes)));
        Span<byte> tail = stackalloc byte[36];
        BinaryPrimitives.WriteUInt64LittleEndian(tail, graph.Key0);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[8..], graph.Key1);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[16..], graph.Key2);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[24..], graph.Key3);
        BinaryPrimitives.WriteUInt32LittleEndian(tail[32..], (uint)graph.Nodes);
        hash.AppendData(tail);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Derive(ReadOnlySpan<byte> tag, Digest poRepId, Span<byte> derived)
    {
        Span<byte> message = stackalloc byte[tag.Length + Digest.Size];
        tag.CopyTo(message);
        poRepId.Span.CopyTo(message[tag.Length..]);
        SHA256.HashData(message, derived);
    }
}
