using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>The <c>storage.json</c> of the worker's repository: the paths to open at start (protocol spec 5.1).</summary>
public sealed record StorageConfig(StorageConfigPath[]? StoragePaths)
{
    /// <summary>Name of the file in the repository.</summary>
    public const string FileName = "storage.json";

    /// <summary>The folders, in file order.</summary>
    [JsonIgnore]
    public IEnumerable<string> Folders => (StoragePaths ?? []).Select(path => path.Path);

    /// <summary>Reads a storage.json; a missing file is an empty list.</summary>
    /// <exception cref="StorageException">The file cannot be read, is no JSON, or has an entry without path.</exception>
    public static StorageConfig Read(string file)
    {
        try
        {
            if (!File.Exists(file)) return new StorageConfig([]);
            StorageConfig config =
                JsonSerializer.Deserialize(File.ReadAllBytes(file), PathJsonContext.Default.StorageConfig) ?? new StorageConfig([]);
            return Array.TrueForAll(config.StoragePaths ?? [], path => !string.IsNullOrEmpty(path?.Path))
                ? config
                : throw new StorageException(StorageFault.Misconfigured, $"reading storage config {file}: an entry of StoragePaths has no Path");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StorageException(StorageFault.Misconfigured, $"reading storage config {file}: {e.Message}", e);
        }
    }

    /// <summary>Replaces the file atomically.</summary>
    public void Write(string file)
    {
        try
        {
            AtomicFile.WriteAllText(file, JsonSerializer.Serialize(this, PathJsonContext.Default.StorageConfig));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk, $"writing storage config {file}: {e.Message}", e);
        }
    }

    /// <summary>Adds a folder to a storage.json unless it is listed already.</summary>
    public static void Append(string file, string folder)
    {
        StorageConfig config = Read(file);
        if (config.Folders.Contains(folder)) return;
        new StorageConfig([.. config.StoragePaths ?? [], new StorageConfigPath(folder)]).Write(file);
    }

    /// <summary>Takes a folder out of a storage.json.</summary>
    public static void Remove(string file, string folder)
    {
        StorageConfig config = Read(file);
        new StorageConfig([.. (config.StoragePaths ?? []).Where(path => path.Path != folder)]).Write(file);
    }
}

/// <summary>One path in <see cref="StorageConfig"/>.</summary>
public sealed record StorageConfigPath(string Path);
