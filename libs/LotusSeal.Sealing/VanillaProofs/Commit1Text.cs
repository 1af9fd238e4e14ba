using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Compact JSON made of byte arrays and small numbers, faster than a general writer.</summary>
internal sealed class Commit1Text
{
    private const int MaxDigestText = Digest.Size * 4 + 2;
    private static readonly byte[][] Decimals = [.. Enumerable.Range(0, 256).Select(value => Encoding.ASCII.GetBytes($"{value}"))];
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    /// <summary>Punctuation and names, as they are.</summary>
    public Commit1Text Raw(ReadOnlySpan<byte> text)
    {
        _buffer.Write(text);
        return this;
    }

    public Commit1Text Number(ulong value)
    {
        Span<byte> target = _buffer.GetSpan(20);
        Utf8Formatter.TryFormat(value, target, out int written);
        _buffer.Advance(written);
        return this;
    }

    /// <summary>An array of 32 integers.</summary>
    public Commit1Text Node(ReadOnlySpan<byte> node)
    {
        Span<byte> target = _buffer.GetSpan(MaxDigestText);
        int at = 0;
        foreach (byte value in node)
        {
            target[at] = at == 0 ? (byte)'[' : (byte)',';
            byte[] text = Decimals[value];
            text.CopyTo(target[(at + 1)..]);
            at += 1 + text.Length;
        }
        target[at++] = (byte)']';
        _buffer.Advance(at);
        return this;
    }

    /// <summary>An array of nodes.</summary>
    public Commit1Text Nodes(ReadOnlySpan<byte> nodes)
    {
        Raw("["u8);
        for (int at = 0; at < nodes.Length; at += Digest.Size)
        {
            if (at > 0) Raw(","u8);
            Node(nodes.Slice(at, Digest.Size));
        }
        return Raw("]"u8);
    }

    /// <summary>An array of anything.</summary>
    public Commit1Text Array<TItem>(IReadOnlyList<TItem> items, Action<TItem> write)
    {
        Raw("["u8);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) Raw(","u8);
            write(items[i]);
        }
        return Raw("]"u8);
    }
}
