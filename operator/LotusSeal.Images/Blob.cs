using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LotusSeal.Images;

/// <summary>A part of an image, named after its content.</summary>
/// <param name="Kind">The end of its media type.</param>
/// <param name="Digest"><c>sha256:…</c></param>
/// <param name="Size">Bytes.</param>
/// <param name="Open">Opens the content.</param>
internal sealed record Blob(string Kind, string Digest, long Size, Func<Stream> Open)
{
    /// <summary>Its name in an archive.</summary>
    public string Path => $"blobs/{Digest.Replace(':', '/')}";

    /// <summary>A part that is JSON.</summary>
    public static Blob Of(string kind, JsonNode content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content.ToJsonString());
        return new Blob(kind, DigestOf(SHA256.HashData(bytes)), bytes.Length, () => new MemoryStream(bytes));
    }

    /// <summary>A digest as it is written.</summary>
    public static string DigestOf(byte[] hash) => $"sha256:{Convert.ToHexStringLower(hash)}";

    /// <summary>How another part names it.</summary>
    /// <param name="kinds">The beginning of media types.</param>
    public JsonObject Descriptor(string kinds) => new() { ["mediaType"] = kinds + Kind, ["digest"] = Digest, ["size"] = Size };
}
