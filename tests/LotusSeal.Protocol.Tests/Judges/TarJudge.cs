using System.Globalization;
using System.Text;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>
/// Compares sector folders sent as tar streams. Go leaves the end of the archive off (protocol spec 10.1 W5), so the reader does not ask for it.
/// </summary>
internal static class TarJudge
{
    private const int Block = 512;

    /// <summary>Holds the cache folder's path and thereby the machine's name for it; only its presence is compared.</summary>
    private const string HoldsPaths = "t_aux";

    public static IEnumerable<Difference> Compare(ReadOnlyMemory<byte> recorded, ReadOnlyMemory<byte> played, bool compareContent)
    {
        Dictionary<string, byte[]> wanted = Entries(recorded.Span), seen = Entries(played.Span);
        string names = string.Join(' ', wanted.Keys.Order(StringComparer.Ordinal)),
            others = string.Join(' ', seen.Keys.Order(StringComparer.Ordinal));
        if (names != others) return [new Difference("tar entries", names, others)];
        return compareContent
            ? wanted.Where(entry => entry.Key != HoldsPaths && !entry.Value.AsSpan().SequenceEqual(seen[entry.Key]))
                .Select(entry => new Difference($"tar entry {entry.Key}", $"{entry.Value.Length} bytes", $"{seen[entry.Key].Length} other bytes"))
            : [];
    }

    private static Dictionary<string, byte[]> Entries(ReadOnlySpan<byte> archive)
    {
        Dictionary<string, byte[]> entries = new(StringComparer.Ordinal);
        for (int offset = 0; offset + Block <= archive.Length && archive[offset] != 0;)
        {
            ReadOnlySpan<byte> header = archive.Slice(offset, Block);
            string name = Text(header[..100]);
            int size = Convert.ToInt32(Text(header.Slice(124, 12)).Trim(), 8);
            offset += Block;
            entries[name] = archive.Slice(offset, Math.Min(size, archive.Length - offset)).ToArray();
            offset += (size + Block - 1) / Block * Block;
        }

        return entries;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? field : field[..end]).ToString(CultureInfo.InvariantCulture);
    }
}
