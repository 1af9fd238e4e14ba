using System.Text.Json.Serialization;

namespace LotusSeal.Sealing.Cache;

/// <summary>How far a layer is labelled and synced; what follows these labels in its unfinished file counts for nothing.</summary>
/// <param name="Layer">1-based.</param>
/// <param name="Owner">Whose the unfinished file is: the id in its name.</param>
/// <param name="Nodes">Labels from the first one on.</param>
/// <param name="Hash">SHA-256 of them, which also tells whether this record is right.</param>
internal sealed record BegunLayer(
    [property: JsonPropertyName("layer")] int Layer,
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("nodes")] ulong Nodes,
    [property: JsonPropertyName("sha256")] string Hash)
{
    /// <summary>Bytes of the labels.</summary>
    [JsonIgnore]
    public ulong Bytes => Nodes * Digest.Size;
}
