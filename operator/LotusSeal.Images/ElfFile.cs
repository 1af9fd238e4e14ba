using System.Buffers.Binary;
using System.Text;

namespace LotusSeal.Images;

/// <summary>What a program or library says of itself.</summary>
/// <param name="Machine">The number of its processor; 0 for one that has no 64 bits or has the bytes of a number in the other order.</param>
/// <param name="Needed">The names of libraries that the loader maps for it.</param>
/// <param name="LooksBeside">Whether libraries beside it are taken before those of the system.</param>
internal sealed record ElfFile(ushort Machine, IReadOnlyList<string> Needed, bool LooksBeside)
{
    private const int HeaderSize = 64, SegmentSize = 56, EntrySize = 16;
    private const byte Is64Bit = 2, IsLittleEndian = 1;
    private const uint LoadSegment = 1, DynamicSegment = 2;
    private const long NoMore = 0, NeededName = 1, Names = 5, NamesSize = 10, OlderSearchPath = 15, SearchPath = 29;

    /// <summary>Reads it; null for a file of another kind.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ElfFile? Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] header = new byte[HeaderSize];
        int length = file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        if (!header.AsSpan(0, length).StartsWith("\u007fELF"u8)) return null;
        if (length < HeaderSize) throw Damaged(path);
        if (header[4] != Is64Bit || header[5] != IsLittleEndian) return new ElfFile(0, [], false);
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54)), count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        if (count > 0 && size != SegmentSize) throw Damaged(path);
        byte[] segments = Part(file, Number(header, 32), count * SegmentSize);
        for (int at = 0; at < segments.Length; at += SegmentSize)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(segments.AsSpan(at)) == DynamicSegment)
                return Dynamic(file, machine, segments, Part(file, Number(segments, at + 8), Number(segments, at + 32)));
        }

        // It stands on no library.
        return new ElfFile(machine, [], false);
    }

    private static ElfFile Dynamic(FileStream file, ushort machine, byte[] segments, byte[] entries)
    {
        List<long> needed = [], paths = [];
        long names = 0, size = 0;
        for (int at = 0; at + EntrySize <= entries.Length && Number(entries, at) != NoMore; at += EntrySize)
        {
            long value = Number(entries, at + 8);
            switch (Number(entries, at))
            {
                case NeededName: needed.Add(value); break;
                case OlderSearchPath or SearchPath: paths.Add(value); break;
                case Names: names = value; break;
                case NamesSize: size = value; break;
            }
        }

        if (needed.Count == 0) return new ElfFile(machine, [], false);
        byte[] text = Part(file, OffsetOf(file, segments, names), size);
        return new ElfFile(machine, [.. needed.Select(name => Name(file, text, name))],
            paths.Any(path => Name(file, text, path).Split(':').Contains("$ORIGIN")));
    }

    /// <summary>Where in the file that is which has an address in memory.</summary>
    private static long OffsetOf(FileStream file, byte[] segments, long address)
    {
        for (int at = 0; at < segments.Length; at += SegmentSize)
        {
            long inside = address - Number(segments, at + 16);
            if (BinaryPrimitives.ReadUInt32LittleEndian(segments.AsSpan(at)) == LoadSegment && inside >= 0 && inside < Number(segments, at + 32))
                return Number(segments, at + 8) + inside;
        }

        throw Damaged(file.Name);
    }

    private static string Name(FileStream file, byte[] names, long at)
    {
        if (at < 0 || at >= names.Length) throw Damaged(file.Name);
        ReadOnlySpan<byte> rest = names.AsSpan((int)at);
        int end = rest.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(rest[..end]) : throw Damaged(file.Name);
    }

    private static byte[] Part(FileStream file, long offset, long size)
    {
        if (offset < 0 || size < 0 || offset > file.Length || size > file.Length - offset) throw Damaged(file.Name);
        byte[] part = new byte[size];
        file.Position = offset;
        file.ReadExactly(part);
        return part;
    }

    private static long Number(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    private static InvalidDataException Damaged(string path) => new($"{path} is a damaged program or library");
}
