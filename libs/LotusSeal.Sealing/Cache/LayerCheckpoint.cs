using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Cache;

/// <summary>Which layers of a PreCommit1 are whole, and of which replica; it stays until PreCommit2 has read them.</summary>
/// <param name="ReplicaId">Hexadecimal; another ticket or other data give another id.</param>
/// <param name="Layers">SHA-256 of each whole layer file, layer 1 first.</param>
/// <param name="Begun">The layer under work, or null.</param>
internal sealed record LayerCheckpoint(
    [property: JsonPropertyName("replica_id")] string ReplicaId,
    [property: JsonPropertyName("layers")] IReadOnlyList<string> Layers,
    [property: JsonPropertyName("begun"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BegunLayer? Begun = null)
{
    private const int MaxFileSize = 64 * 1024;

    /// <summary>Reads the checkpoint of a replica; null when there is none, or it belongs to another one or cannot be read.</summary>
    public static LayerCheckpoint? Load(string cacheDirectory, Digest replicaId) =>
        Read(PathOf(cacheDirectory), replicaId) ?? Read(FormerPathOf(cacheDirectory), replicaId);

    /// <summary>True when there is one, of whatever replica.</summary>
    public static bool IsIn(string cacheDirectory) => File.Exists(PathOf(cacheDirectory));

    /// <summary>Writes the checkpoint.</summary>
    public void Save(string cacheDirectory) => Save(cacheDirectory, []);

    /// <summary>Writes the digests of a layer, and then the checkpoint that has it.</summary>
    public void Save(string cacheDirectory, LayerDigests digests, int layer)
    {
        using PendingFile file = digests.Write(cacheDirectory, layer);
        Save(cacheDirectory, [file]);
    }

    /// <summary>Removes it and the digests that belong to it.</summary>
    public static void Delete(string cacheDirectory)
    {
        DeleteFormer(cacheDirectory);
        string folder = SectorFileNames.LayerRecordsOf(cacheDirectory);
        if (!Directory.Exists(folder)) return;
        Directory.Delete(folder, recursive: true);
        AtomicFile.FlushFolder(Path.GetDirectoryName(folder)!);
    }

    /// <summary>Makes the folder of the checkpoint and the digests.</summary>
    internal static void CreateFolder(string cacheDirectory)
    {
        string folder = SectorFileNames.LayerRecordsOf(cacheDirectory);
        if (Directory.Exists(folder)) return;
        Directory.CreateDirectory(folder);
        AtomicFile.FlushFolder(Path.GetDirectoryName(folder)!);
    }

    private void Save(string cacheDirectory, ReadOnlySpan<PendingFile> before)
    {
        CreateFolder(cacheDirectory);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, CacheJsonContext.Default.LayerCheckpoint);
        using PendingFile file = PendingFile.Of(PathOf(cacheDirectory), json);
        PendingFile.CommitAll([.. before, file]);
        DeleteFormer(cacheDirectory);
    }

    private static LayerCheckpoint? Read(string path, Digest replicaId)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists || file.Length > MaxFileSize) return null;
            LayerCheckpoint? checkpoint = JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), CacheJsonContext.Default.LayerCheckpoint);
            return checkpoint?.Layers is not null && checkpoint.ReplicaId == replicaId.ToString() ? checkpoint : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void DeleteFormer(string cacheDirectory)
    {
        string former = FormerPathOf(cacheDirectory);
        if (!File.Exists(former)) return;
        File.Delete(former);
        AtomicFile.FlushFolder(cacheDirectory);
    }

    private static string PathOf(string cacheDirectory) =>
        Path.Combine(SectorFileNames.LayerRecordsOf(cacheDirectory), SectorFileNames.LayerCheckpoint);

    private static string FormerPathOf(string cacheDirectory) => Path.Combine(cacheDirectory, SectorFileNames.FormerLayerCheckpoint);
}
