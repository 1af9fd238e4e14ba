using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Proving.Circuits;

/// <summary>The keys that the network verifies with, by digest (porep.md 8.7): the first half of BLAKE2b-512 of the file.</summary>
public static class PublishedKeys
{
    private const int DigestSize = 16;

    private static readonly Dictionary<ulong, string> SealDigests = new()
    {
        [2UL << 10] = "dc1ade9929ade1708238f155343044ac",
        [8UL << 20] = "b687beb9adbd9dabe265a7e3620813e4",
        [512UL << 20] = "065179da19fbe515507267677f02823e",
        [32UL << 30] = "0c7b4aac1c40fdb7eb82bc355b41addf",
        [64UL << 30] = "a89884252c04c298d0b3c81bfd884164",
    };

    /// <summary>Whether bytes are the published key of a sector size's circuit; false for a size that has none.</summary>
    public static bool IsSealKey(ulong sectorSize, ReadOnlySpan<byte> key)
    {
        if (!SealDigests.TryGetValue(sectorSize, out string? published)) return false;
        Blake2bStream hash = new();
        hash.Append(key);
        return hash.Finish().AsSpan(0, DigestSize).SequenceEqual(Convert.FromHexString(published));
    }
}
