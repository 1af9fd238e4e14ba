using System.Globalization;
using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Makes reader parameters for calls and decodes those that arrive (protocol spec 2.7).</summary>
public static class PieceReaders
{
    /// <summary><paramref name="size"/> zero bytes, made by the server itself.</summary>
    public static PieceReader Zero(ulong size) => new ZeroReader(size);

    /// <summary>The server gets the bytes from this URL.</summary>
    public static PieceReader Http(Uri url) => new HttpReader(url, new RpcServerOptions());

    /// <summary>The client pushes the bytes to the server during the call. The stream is read once; it stays the caller's to dispose.</summary>
    public static PushReader Push(Stream stream) => new PushReader(stream);

    /// <summary>A received <c>{"Type":...,"Info":...}</c>. A push waits here for its sender, at most the server's pairing time.</summary>
    internal static async Task<PieceReader> DecodeAsync(JsonElement value, PushStreams streams, CancellationToken cancellationToken)
    {
        WireReader wire = value.Deserialize(LotusJson.TypeInfo<WireReader>()) ?? throw new JsonException("the reader is null");
        switch (wire.Type)
        {
            case "null" when ulong.TryParse(wire.Info, NumberStyles.None, CultureInfo.InvariantCulture, out ulong size):
                return new ZeroReader(size);
            case "null":
                throw new FormatException("parsing null reader length: not a decimal number");
            case "http" when Uri.TryCreate(wire.Info, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https":
                return new HttpReader(url, streams.Options);
            case "http":
                throw new FormatException("parsing reader URL: not an http or https URL");
            default:
                if (!Guid.TryParseExact(wire.Info, "D", out Guid id))
                    throw new FormatException($"parsing reader UUDD: invalid UUID length: {wire.Info.Length}");
                return await streams.ExpectAsync(id, cancellationToken);
        }
    }

    /// <summary>A reader on the wire.</summary>
    internal sealed record WireReader(string Type, string Info);
}
