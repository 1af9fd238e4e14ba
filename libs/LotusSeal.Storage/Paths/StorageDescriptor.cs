using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>
/// The <c>sectorstore.json</c> of a storage path (protocol spec 5.1); the form of v0.3.0, with its first four fields only, is read too.
/// </summary>
public sealed record StorageDescriptor
{
    /// <summary>Name of the file in the path's folder.</summary>
    public const string FileName = "sectorstore.json";

    /// <summary>Identity of the path, a UUID.</summary>
    [JsonPropertyName("ID")] public string Id { get; init; } = "";

    /// <summary>Preference among paths; 0 sorts last.</summary>
    public ulong Weight { get; init; }

    /// <summary>Temporary files may be put here.</summary>
    public bool CanSeal { get; init; }

    /// <summary>Finished sectors may be kept here.</summary>
    public bool CanStore { get; init; }

    /// <summary>Most bytes to use, 0 for no limit.</summary>
    public ulong MaxStorage { get; init; }

    /// <summary>Groups that the path belongs to.</summary>
    public string[]? Groups { get; init; }

    /// <summary>Groups that may fetch from the path; empty allows all.</summary>
    public string[]? AllowTo { get; init; }

    /// <summary>Folder names of the types that may be put here; empty allows all.</summary>
    public string[]? AllowTypes { get; init; }

    /// <summary>Folder names of the types that must not be put here.</summary>
    public string[]? DenyTypes { get; init; }

    /// <summary>Miners whose sectors may be put here; empty allows all.</summary>
    public string[]? AllowMiners { get; init; }

    /// <summary>Miners whose sectors must not be put here.</summary>
    public string[]? DenyMiners { get; init; }

    /// <summary>Reads the descriptor of a folder.</summary>
    /// <exception cref="StorageException">
    /// <see cref="StorageFault.PathGone"/>: it is not there, or the disk refuses. <see cref="StorageFault.Misconfigured"/>: it is no JSON, without
    /// id, or has null in a list.
    /// </exception>
    public static StorageDescriptor Read(string folder)
    {
        if (Absence(folder) is { } absence) throw new StorageException(StorageFault.PathGone, $"reading storage metadata for {folder}: {absence}");
        string file = Path.Combine(folder, FileName);
        try
        {
            StorageDescriptor descriptor = JsonSerializer.Deserialize(File.ReadAllBytes(file), PathJsonContext.Default.StorageDescriptor)
                ?? throw new StorageException(StorageFault.Misconfigured, $"{file} holds null, not a storage description.");
            if (string.IsNullOrWhiteSpace(descriptor.Id)) throw new StorageException(StorageFault.Misconfigured, $"{file} has no ID.");
            if (descriptor.Lists().Any(list => list?.Contains(null) == true))
                throw new StorageException(StorageFault.Misconfigured, $"{file} has a list with null in it.");
            return descriptor;
        }
        catch (JsonException e)
        {
            throw new StorageException(StorageFault.Misconfigured,
                $"{file} describes no storage path{JsonPlace.Of(e)}; mend it, with the ID that the path had: the miner knows its sectors by that.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.PathGone, $"reading storage metadata for {folder}: {e.Message}", e);
        }
    }

    /// <summary>The descriptor of a folder, null when what is there makes no sense at the moment, as while somebody edits it.</summary>
    /// <exception cref="StorageException">It is not there, or the disk refuses.</exception>
    internal static StorageDescriptor? TryRead(string folder)
    {
        try
        {
            return Read(folder);
        }
        catch (StorageException e) when (e.Fault == StorageFault.Misconfigured)
        {
            return null;
        }
    }

    /// <summary>Why a folder is no storage path now, in words, null when it has a descriptor. Nothing is ever made there because of that.</summary>
    internal static string? Absence(string folder)
    {
        if (!Directory.Exists(folder)) return "the folder does not exist.";
        if (File.Exists(Path.Combine(folder, FileName))) return null;
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any()
                ? $"{FileName} is missing; is the disk mounted?" : "the folder is empty; is the disk mounted?";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Writes the descriptor of a new path (<c>storage attach --init</c>); creates the folder when missing.</summary>
    /// <exception cref="StorageException">The folder has a descriptor already, or the path could neither seal nor store, or it cannot be
    /// written.</exception>
    public static void Create(string folder, StorageDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!descriptor.CanSeal && !descriptor.CanStore)
        {
            throw new StorageException(StorageFault.BadRequest,
                $"{folder}: must specify at least one of --store or --seal; a path that does neither holds nothing.");
        }

        if (string.IsNullOrWhiteSpace(descriptor.Id)) throw new StorageException(StorageFault.BadRequest, $"{folder}: a storage path needs an ID.");
        string file = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(file)) throw new StorageException(StorageFault.PathTaken, $"{folder} is a storage path already: {file} exists.");
            AtomicFile.CreateText(file, descriptor.ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk, $"creating storage metadata for {folder}: {e.Message}", e);
        }
    }

    /// <summary>A new random path id.</summary>
    public static string NewId() => Guid.NewGuid().ToString();

    /// <summary>The file's text: two-space indented, every field written.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PathJsonContext.Default.StorageDescriptor);

    private string?[]?[] Lists() => [Groups, AllowTo, AllowTypes, DenyTypes, AllowMiners, DenyMiners];
}
