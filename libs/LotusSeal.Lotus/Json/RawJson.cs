using System.Buffers.Text;

namespace LotusSeal.Lotus.Json;

/// <summary>
/// A value in its wire form: complete UTF-8 JSON, escaped the way Go does, that goes out byte for byte. Results of hundreds of megabytes travel
/// so, in pieces: never as one string, and never as one array more than there is.
/// </summary>
public abstract class RawJson
{
    private const int PieceBytes = 64 << 10;

    /// <summary>Bytes of the wire form.</summary>
    public abstract long Length { get; }

    /// <summary>All bytes in one array; for values that are known to be small.</summary>
    public byte[] Utf8
    {
        get
        {
            byte[] all = new byte[Length];
            int at = 0;
            foreach (ReadOnlyMemory<byte> piece in Pieces())
            {
                piece.CopyTo(all.AsMemory(at));
                at += piece.Length;
            }

            return all;
        }
    }

    /// <summary>The bytes in order, in pieces of at most 64 KiB; each is good until the next one is asked for. May be gone through again.</summary>
    public abstract IEnumerable<ReadOnlyMemory<byte>> Pieces();

    /// <summary>The wire form of a value. Bytes are kept as they are and become base64 while they are written.</summary>
    public static RawJson Of<T>(T value) => value is byte[] bytes ? new Base64Text(bytes) : new Text(LotusJson.Serialize(value));

    /// <summary>Takes over what was written as wire form before, without a copy or a check.</summary>
    public static RawJson FromWire(byte[] utf8) => new Text(utf8);

    /// <summary>A wire form that lies in a file or a database.</summary>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="open">Opens it at its first byte; called once for each going through, and disposed.</param>
    public static RawJson FromStore(long length, Func<Stream> open) => new Stored(length, open);

    private sealed class Text(byte[] utf8) : RawJson
    {
        public override long Length => utf8.Length;

        public override IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            for (int at = 0; at < utf8.Length; at += PieceBytes) yield return utf8.AsMemory(at, Math.Min(PieceBytes, utf8.Length - at));
        }
    }

    private sealed class Base64Text(byte[] bytes) : RawJson
    {
        // Three bytes are four characters, so that whole groups of a piece need no look at their neighbours.
        private const int BytesOfPiece = PieceBytes / 4 * 3;
        private static readonly byte[] Quote = [(byte)'"'];

        public override long Length => ((bytes.LongLength + 2) / 3 * 4) + 2;

        public override IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            byte[] text = new byte[PieceBytes];
            yield return Quote;
            for (int at = 0; at < bytes.Length; at += BytesOfPiece)
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(at, Math.Min(BytesOfPiece, bytes.Length - at));
                Base64.EncodeToUtf8(part, text, out _, out int written);
                yield return text.AsMemory(0, written);
            }

            yield return Quote;
        }
    }

    private sealed class Stored(long length, Func<Stream> open) : RawJson
    {
        public override long Length => length;

        public override IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            using Stream stream = open();
            byte[] piece = new byte[PieceBytes];
            for (int count; (count = stream.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false)) > 0;)
                yield return piece.AsMemory(0, count);
        }
    }
}
