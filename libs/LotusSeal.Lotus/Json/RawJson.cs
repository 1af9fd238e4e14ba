using System.Buffers.Text;

namespace LotusSeal.Lotus.Json;

/// <summary>A value in its wire form: complete UTF-8 JSON, escaped the way Go does, that goes out byte for byte.</summary>
public sealed class RawJson
{
    private RawJson(byte[] utf8) => Utf8 = utf8;

    /// <summary>The bytes; not to be changed.</summary>
    public byte[] Utf8 { get; }

    /// <summary>The wire form of a value. Bytes, which may be tens of megabytes, become base64 in one pass.</summary>
    public static RawJson Of<T>(T value) => new(value is byte[] bytes ? Quoted(bytes) : LotusJson.Serialize(value));

    /// <summary>Takes over what was written as wire form before, without a copy or a check.</summary>
    public static RawJson FromWire(byte[] utf8) => new(utf8);

    private static byte[] Quoted(byte[] bytes)
    {
        byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 2];
        text[0] = text[^1] = (byte)'"';
        Base64.EncodeToUtf8(bytes, text.AsSpan(1, text.Length - 2), out _, out _);
        return text;
    }
}
