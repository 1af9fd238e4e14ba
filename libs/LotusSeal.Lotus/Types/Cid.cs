using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Types;

/// <summary>A content id, kept as its binary form; JSON <c>{"/":"baga..."}</c> (protocol spec 3.1, 3.2).</summary>
public sealed class Cid : IEquatable<Cid>
{
    private static readonly byte[] UnsealedPrefix = [0x01, 0x81, 0xe2, 0x03, 0x92, 0x20, 0x20];
    private static readonly byte[] SealedPrefix = [0x01, 0x82, 0xe2, 0x03, 0x81, 0xe8, 0x02, 0x20];
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private readonly byte[] _bytes;

    private Cid(byte[] bytes) => _bytes = bytes;

    /// <summary>The CID of a sector's data.</summary>
    public static Cid FromCommD(CommD commD) => FromCommP(commD.Value);

    /// <summary>The CID of a piece.</summary>
    public static Cid FromCommP(Digest commP) => new([.. UnsealedPrefix, .. commP.Span]);

    /// <summary>The CID of a CommR.</summary>
    public static Cid FromCommR(CommR commR) => new([.. SealedPrefix, .. commR.Span]);

    /// <summary>Parses the lower-case base32 text of a CIDv1.</summary>
    /// <exception cref="FormatException">The text is no such CID; the message quotes at most 80 characters of it.</exception>
    public static Cid Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is < 3 or > 200 || text[0] != 'b') throw Malformed(text);
        byte[] bytes = new byte[(text.Length - 1) * 5 / 8];
        int buffer = 0, bits = 0, length = 0;
        foreach (char c in text.AsSpan(1))
        {
            int value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0) throw Malformed(text);
            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes[length++] = (byte)(buffer >> bits);
            buffer &= (1 << bits) - 1;
        }

        if (buffer != 0 || bits >= 5 || bytes[0] != 1) throw Malformed(text);
        return new Cid(bytes);
    }

    /// <summary>The commitment of a sector's data; a piece's CID looks the same.</summary>
    /// <exception cref="FormatException">It is another kind of CID.</exception>
    public CommD ToCommD() => new(ToCommP());

    /// <summary>The commitment of a piece; that of a sector's data looks the same.</summary>
    /// <exception cref="FormatException">It is another kind of CID.</exception>
    public Digest ToCommP() => Strip(UnsealedPrefix, "an unsealed-data");

    /// <summary>The commitment of a sealed CID.</summary>
    /// <exception cref="FormatException">It is another kind of CID.</exception>
    public CommR ToCommR() => new(Strip(SealedPrefix, "a sealed-sector"));

    /// <summary>Lower-case base32 with the multibase letter.</summary>
    public override string ToString()
    {
        System.Text.StringBuilder text = new("b", 1 + (_bytes.Length * 8 + 4) / 5);
        int buffer = 0, bits = 0;
        foreach (byte b in _bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            for (; bits >= 5; bits -= 5) text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(Cid? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Cid);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    private static FormatException Malformed(string text) => new($"'{text[..Math.Min(80, text.Length)]}' is not a base32 CIDv1.");

    private Digest Strip(byte[] prefix, string kind) =>
        _bytes.Length == prefix.Length + Digest.Size && _bytes.AsSpan().StartsWith(prefix)
            ? new Digest(_bytes.AsSpan(prefix.Length))
            : throw new FormatException($"CID {this} is not {kind} commitment.");
}
