using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>The <c>storage.json</c> of the worker's repository: the paths to open at start (protocol spec 5.1).</summary>
public sealed record StorageConfig(StorageConfigPath[]? StoragePaths)
{
    /// <summary>Name of the file in the repository.</summary>
    public const string FileName = "storage.json";

    private const string Example = "{\"StoragePaths\":[{\"Path\":\"/folder\"}]}";

    /// <summary>The folders, in file order, as they are written there.</summary>
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
                : throw new StorageException(StorageFault.Misconfigured,
                    $"{file}: an entry of StoragePaths has no Path. Each must look like {{\"Path\":\"/folder\"}}: name the folder or take the entry out.");
        }
        catch (JsonException e)
        {
            throw new StorageException(StorageFault.Misconfigured,
                $"{file} is no list of storage paths{JsonPlace.Of(e)}. It must look like {Example}, with the folder of each path: mend it, or move "
                + "it away, start the worker and attach each folder again with 'lotus-seal-worker storage attach FOLDER'. Nothing was changed.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Misconfigured, $"the list of storage paths {file} cannot be read: {e.Message}", e);
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

    /// <summary>Adds a folder to a storage.json unless it is listed already, in whichever form of its name.</summary>
    public static void Append(string file, string folder)
    {
        StorageConfig config = Read(file);
        if (config.Folders.Any(listed => PathName.Same(listed, folder))) return;
        new StorageConfig([.. config.StoragePaths ?? [], new StorageConfigPath(PathName.Normal(folder))]).Write(file);
    }

    /// <summary>Takes a folder out of a storage.json, in every form of its name.</summary>
    /// <returns>True when it was listed.</returns>
    public static bool Remove(string file, string folder)
    {
        StorageConfigPath[] listed = Read(file).StoragePaths ?? [];
        StorageConfigPath[] left = [.. listed.Where(path => !PathName.Same(path.Path, folder))];
        if (left.Length == listed.Length) return false;
        new StorageConfig(left).Write(file);
        return true;
    }
}

/// <summary>One path in <see cref="StorageConfig"/>.</summary>
public sealed record StorageConfigPath(string Path);
