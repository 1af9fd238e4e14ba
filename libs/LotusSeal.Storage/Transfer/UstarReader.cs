using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LotusSeal.Storage;

/// <summary>
/// Reads the flat archive of a cache folder, also the cut one that Lotus sends: last entry not padded, no end blocks (protocol spec W5).
/// </summary>
/// <remarks>Only regular files are taken; links, folders, devices and sparse files end the transfer. Nothing is written by this class.</remarks>
internal sealed class UstarReader(Stream archive)
{
    private const int MaxPaxLength = 64 * 1024;
    private readonly byte[] _block = new byte[UstarWriter.BlockSize];
    private long _toSkip;

    /// <summary>Size of the current entry in bytes; its content follows in the stream and must be read whole before the next call.</summary>
    public long Size { get; private set; }

    /// <summary>Name of the next entry, null at the end of the archive.</summary>
    /// <exception cref="InvalidDataException">The archive is cut inside an entry, damaged, or holds something that is no regular file.</exception>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        string? paxName = null;
        long? paxSize = null;
        while (true)
        {
            if (!await ReadBlockAsync(cancellationToken)) return null;
            if (!_block.AsSpan().ContainsAnyExcept((byte)0)) return null;
            CheckSum();
            long size = Number(124, 12);
            switch ((char)_block[156])
            {
                case '0' or '\0':
                    Size = paxSize ?? size;
                    _toSkip = UstarWriter.PaddingOf(Size);
                    return paxName ?? Name();
                case 'x':
                    (paxName, paxSize) = await ReadPaxAsync(size, cancellationToken);
                    break;
                case 'g':
                    await ReadPaxAsync(size, cancellationToken);
                    break;
                default:
                    throw new InvalidDataException($"entry '{Name()}' of the archive has type '{(char)_block[156]}'; only regular files are taken");
            }
        }
    }

    private async Task<bool> ReadBlockAsync(CancellationToken cancellationToken)
    {
        // The padding of the last entry may be missing, wholly or in part.
        while (_toSkip > 0)
        {
            int skipped = await archive.ReadAsync(_block.AsMemory(0, (int)Math.Min(_toSkip, _block.Length)), cancellationToken);
            if (skipped == 0) return false;
            _toSkip -= skipped;
        }

        int read = await archive.ReadAtLeastAsync(_block, _block.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) return false;
        return read == _block.Length ? true : throw new InvalidDataException("the archive is cut inside a header");
    }

    private async Task<(string? Name, long? Size)> ReadPaxAsync(long size, CancellationToken cancellationToken)
    {
        if (size is < 0 or > MaxPaxLength) throw new InvalidDataException($"the archive has an extended header of {size} bytes");
        byte[] content = new byte[size];
        if (await archive.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken) < content.Length)
            throw new InvalidDataException("the archive is cut inside an extended header");
        _toSkip = UstarWriter.PaddingOf(size);
        (string? Name, long? Size) result = (null, null);
        for (int at = 0; at < content.Length;)
        {
            int space = Array.IndexOf(content, (byte)' ', at);
            if (space < 0 || !int.TryParse(Encoding.ASCII.GetString(content, at, space - at), NumberStyles.None,
                CultureInfo.InvariantCulture, out int length)
                || length <= space - at + 1 || length > content.Length - at)
            {
                throw new InvalidDataException("the archive has a damaged extended header");
            }

            string[] pair = Encoding.UTF8.GetString(content, space + 1, at + length - space - 2).Split('=', 2);
            if (pair.Length != 2) throw new InvalidDataException("the archive has a damaged extended header");
            if (pair[0] == "path") result.Name = pair[1];
            if (pair[0] == "size") result.Size = ParseSize(pair[1]);
            if (pair[0].StartsWith("GNU.sparse", StringComparison.Ordinal)) throw new InvalidDataException("the archive has sparse entries");
            at += length;
        }

        return result;
    }

    private static long ParseSize(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size
            : throw new InvalidDataException($"the archive has an entry of size '{text}'");

    private string Name()
    {
        string name = Text(0, 100);
        bool ustar = _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8);
        string prefix = ustar ? Text(345, 155) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    private string Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.AsSpan(offset, length);
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private void CheckSum()
    {
        long sum = 0;
        for (int i = 0; i < _block.Length; i++) sum += i is >= 148 and < 156 ? ' ' : _block[i];
        if (Number(148, 8) != sum) throw new InvalidDataException("the archive has a header with a wrong checksum");
    }

    private long Number(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.AsSpan(offset, length);
        if ((field[0] & 0x80) != 0)
        {
            // GNU's binary form of large numbers; the first byte is 0x80 for every size that fits.
            if (field[0] != 0x80 || length != 12 || field[1..4].ContainsAnyExcept((byte)0))
                throw new InvalidDataException("the archive has a number out of range");
            long value = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
            return value >= 0 ? value : throw new InvalidDataException("the archive has a number out of range");
        }

        long result = 0;
        foreach (byte digit in Encoding.ASCII.GetBytes(Text(offset, length).Trim()))
        {
            if (digit is < (byte)'0' or > (byte)'7') throw new InvalidDataException("the archive has a damaged number");
            result = (result << 3) | (long)(digit - '0');
        }

        return result;
    }
}
