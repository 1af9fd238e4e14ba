using System.Globalization;
using System.Text;

namespace LotusSeal.Storage;

/// <summary>
/// Writes a flat ustar archive of regular files; sizes past eight gibibytes go into a PAX record, as Go's and every other reader expects.
/// </summary>
internal static class UstarWriter
{
    internal const int BlockSize = 512;
    private const long OctalLimit = 1L << 33;
    private static readonly byte[] EndBlocks = new byte[2 * BlockSize];

    /// <summary>The header blocks of one file.</summary>
    public static byte[] Header(string name, long size, DateTimeOffset modified)
    {
        if (size < OctalLimit) return Block(name, size, '0', modified);
        byte[] record = Encoding.ASCII.GetBytes(PaxRecord("size", size.ToString(CultureInfo.InvariantCulture)));
        byte[] padded = new byte[record.Length + PaddingOf(record.Length)];
        record.CopyTo(padded, 0);
        return [.. Block($"PaxHeaders.0/{name}", record.Length, 'x', modified), .. padded, .. Block(name, 0, '0', modified)];
    }

    /// <summary>Zero bytes that follow a file's content.</summary>
    public static int PaddingOf(long size) => (int)((BlockSize - (size % BlockSize)) % BlockSize);

    /// <summary>The two empty blocks that end a proper archive.</summary>
    public static ReadOnlyMemory<byte> End => EndBlocks;

    private static byte[] Block(string name, long size, char kind, DateTimeOffset modified)
    {
        byte[] block = new byte[BlockSize];
        Put(block, 0, name);
        Put(block, 100, "0000644\0");
        Put(block, 108, "0000000\0");
        Put(block, 116, "0000000\0");
        Put(block, 124, Convert.ToString(size, 8).PadLeft(11, '0'));
        Put(block, 136, Convert.ToString(Math.Max(0, modified.ToUnixTimeSeconds()), 8).PadLeft(11, '0'));
        Put(block, 148, "        ");
        block[156] = (byte)kind;
        Put(block, 257, "ustar\0" + "00");
        int sum = block.Sum(value => value);
        Put(block, 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
        return block;
    }

    // The length counts its own digits.
    private static string PaxRecord(string key, string value)
    {
        int rest = key.Length + value.Length + 3;
        int length = rest + rest.ToString(CultureInfo.InvariantCulture).Length;
        if (rest + length.ToString(CultureInfo.InvariantCulture).Length != length) length++;
        return $"{length} {key}={value}\n";
    }

    private static void Put(byte[] block, int offset, string text) => Encoding.ASCII.GetBytes(text, block.AsSpan(offset));
}
