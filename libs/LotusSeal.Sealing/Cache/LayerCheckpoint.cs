using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Cache;

/// <summary>Which layers of a running PreCommit1 are whole, and of which replica; the file is gone when the phase ends.</summary>
/// <param name="ReplicaId">Hexadecimal; another ticket or other data give another id.</param>
/// <param name="Layers">SHA-256 of each whole layer file, layer 1 first.</param>
internal sealed record LayerCheckpoint(
    [property: JsonPropertyName("replica_id")] string ReplicaId,
    [property: JsonPropertyName("layers")] IReadOnlyList<string> Layers)
{
    private const int MaxFileSize = 64 * 1024;

    /// <summary>Reads the checkpoint of a replica; null when there is none, or it belongs to another one or is damaged.</summary>
    public static LayerCheckpoint? Load(string cacheDirectory, Digest replicaId)
    {
        FileInfo file = new(PathIn(cacheDirectory));
        if (!file.Exists || file.Length > MaxFileSize) return null;
        try
        {
            LayerCheckpoint? checkpoint = JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), CacheJsonContext.Default.LayerCheckpoint);
            return checkpoint?.Layers is not null && checkpoint.ReplicaId == replicaId.ToString() ? checkpoint : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the checkpoint.</summary>
    public void Save(string cacheDirectory) =>
        PendingFile.WriteAll(PathIn(cacheDirectory), JsonSerializer.SerializeToUtf8Bytes(this, CacheJsonContext.Default.LayerCheckpoint));

    /// <summary>Removes it: a cache on its way to the miner holds known names only.</summary>
    public static void Delete(string cacheDirectory)
    {
        File.Delete(PathIn(cacheDirectory));
        AtomicFile.FlushFolder(cacheDirectory);
    }

    private static string PathIn(string cacheDirectory) => Path.Combine(cacheDirectory, SectorFileNames.LayerCheckpoint);
}
