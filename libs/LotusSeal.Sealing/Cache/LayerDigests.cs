using System.Buffers.Binary;
using System.Security.Cryptography;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Cache;

/// <summary>What a layer held when PreCommit1 wrote it: SHA-256 of the whole and a checksum of each range; docs/formats/sector-files.md.</summary>
internal sealed class LayerDigests(Digest layerHash, int rangeSize, UInt128[] ranges)
{
    private const int ChecksumSize = 16, HeaderSize = 8 + sizeof(ulong) + Digest.Size;

    private static ReadOnlySpan<byte> Magic => "LSLAYER1"u8;

    /// <summary>SHA-256 of the layer.</summary>
    public Digest LayerHash => layerHash;

    /// <summary>Bytes of a range.</summary>
    public int RangeSize => rangeSize;

    /// <summary>Bytes of a range in new files: what PreCommit2 reads at a time.</summary>
    public static int RangeSizeOf(PoRepConfig config) => BlockTreeBuilder.BlockLeavesOf(SectorTrees.TreeC(config)) * Digest.Size;

    /// <summary>Reads the digests of a layer; null when there are none that belong to the hash of the checkpoint.</summary>
    /// <param name="cacheDirectory">The cache folder.</param>
    /// <param name="layer">1-based.</param>
    /// <param name="layerSize">Bytes of the layer.</param>
    /// <param name="layerHash">SHA-256 of the layer in hexadecimal, as the checkpoint has it.</param>
    public static LayerDigests? Load(string cacheDirectory, int layer, ulong layerSize, string layerHash)
    {
        try
        {
            byte[] file = File.ReadAllBytes(PathOf(cacheDirectory, layer));
            return Parse(file, layerSize) is { } digests && digests.LayerHash.ToString() == layerHash ? digests : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes them beside the cache.</summary>
    public void Save(string cacheDirectory, int layer)
    {
        using PendingFile file = Write(cacheDirectory, layer);
        file.Commit();
    }

    /// <summary>Writes them beside the cache; the file has not its name yet.</summary>
    public PendingFile Write(string cacheDirectory, int layer)
    {
        byte[] file = new byte[HeaderSize + ranges.Length * ChecksumSize + Digest.Size];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), (ulong)rangeSize);
        layerHash.Span.CopyTo(file.AsSpan(8 + sizeof(ulong)));
        for (int i = 0; i < ranges.Length; i++) BinaryPrimitives.WriteUInt128LittleEndian(file.AsSpan(HeaderSize + i * ChecksumSize), ranges[i]);
        SHA256.HashData(file.AsSpan(0, file.Length - Digest.Size), file.AsSpan(file.Length - Digest.Size));
        LayerCheckpoint.CreateFolder(cacheDirectory);
        return PendingFile.Of(PathOf(cacheDirectory, layer), file);
    }

    /// <summary>True when a range holds what was written.</summary>
    /// <param name="offset">Where it starts in the layer: a multiple of <see cref="RangeSize"/>.</param>
    /// <param name="range"><see cref="RangeSize"/> bytes.</param>
    public bool Holds(ulong offset, ReadOnlySpan<byte> range) => ranges[offset / (ulong)rangeSize] == NodeChecksum.Of(range);

    private static LayerDigests? Parse(ReadOnlySpan<byte> file, ulong layerSize)
    {
        if (file.Length < HeaderSize + Digest.Size || !file.StartsWith(Magic)) return null;
        ReadOnlySpan<byte> content = file[..^Digest.Size];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(file[^Digest.Size..])) return null;
        ulong rangeSize = BinaryPrimitives.ReadUInt64LittleEndian(content[8..]);
        ReadOnlySpan<byte> checksums = content[HeaderSize..];
        if (rangeSize is 0 or > int.MaxValue || layerSize % rangeSize != 0
            || (ulong)checksums.Length != layerSize / rangeSize * ChecksumSize) return null;
        UInt128[] ranges = new UInt128[checksums.Length / ChecksumSize];
        for (int i = 0; i < ranges.Length; i++) ranges[i] = BinaryPrimitives.ReadUInt128LittleEndian(checksums[(i * ChecksumSize)..]);
        return new LayerDigests(new Digest(content.Slice(8 + sizeof(ulong), Digest.Size)), (int)rangeSize, ranges);
    }

    private static string PathOf(string cacheDirectory, int layer) =>
        Path.Combine(SectorFileNames.LayerRecordsOf(cacheDirectory), SectorFileNames.LayerDigests(layer));
}
