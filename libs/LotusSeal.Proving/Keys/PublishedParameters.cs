using System.Collections.Frozen;
using System.Globalization;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Proving.Keys;

/// <summary>The files of parameters that the network proves and verifies with (porep.md 8.7).</summary>
public static class PublishedParameters
{
    /// <summary>Bytes that are kept of a digest.</summary>
    private const int DigestSize = 16;

    private const string Resource = "published-parameters.txt";

    private static readonly FrozenDictionary<string, PublishedFile> ByName = Files().ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>All of them, by sector size and name.</summary>
    public static IEnumerable<PublishedFile> All => ByName.Values.OrderBy(file => file.SectorSize).ThenBy(file => file.Name, StringComparer.Ordinal);

    /// <summary>The published file of a name, or null.</summary>
    public static PublishedFile? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether bytes are the published content of a name; false for a name that has none.</summary>
    public static bool IsPublished(string name, ReadOnlySpan<byte> content)
    {
        if (Find(name) is not { } published) return false;
        Blake2bStream hash = new();
        hash.Append(content);
        return hash.Finish().AsSpan(0, DigestSize).SequenceEqual(Convert.FromHexString(published.Digest));
    }

    private static IEnumerable<PublishedFile> Files()
    {
        // A line: sector size, name, digest, CID.
        using Stream stream = typeof(PublishedParameters).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ');
            yield return new PublishedFile(fields[1], fields[2], fields[3], ulong.Parse(fields[0], CultureInfo.InvariantCulture));
        }
    }
}
