using System.Text.Json.Serialization;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Types;

/// <summary>Space of a path, bytes (protocol spec 5.3).</summary>
public sealed record FsStat(
    long Capacity,
    long Available,
    [property: JsonPropertyName("FSAvailable")] long FsAvailable,
    long Reserved,
    long Max,
    long Used);

/// <summary>Health of a path; an empty <paramref name="Err"/> is healthy.</summary>
public sealed record HealthReport(FsStat Stat, string Err);

/// <summary>A storage path as the index knows it; also the form of StorageAttach.</summary>
public sealed record StorageInfo(
    [property: JsonPropertyName("ID")] string Id,
    [property: JsonPropertyName("URLs")] string[]? Urls,
    ulong Weight,
    ulong MaxStorage,
    bool CanSeal,
    bool CanStore,
    string[]? Groups = null,
    string[]? AllowTo = null,
    string[]? AllowTypes = null,
    string[]? DenyTypes = null,
    string[]? AllowMiners = null,
    string[]? DenyMiners = null);

/// <summary>A holder of a sector's files.</summary>
public sealed record SectorStorageInfo(
    [property: JsonPropertyName("ID")] string Id,
    [property: JsonPropertyName("URLs")] string[]? Urls,
    [property: JsonPropertyName("BaseURLs")] string[]? BaseUrls,
    ulong Weight,
    bool CanSeal,
    bool CanStore,
    bool Primary,
    string[]? AllowTypes,
    string[]? DenyTypes,
    string[]? AllowMiners,
    string[]? DenyMiners);

/// <summary>A local path as the worker shows it.</summary>
public sealed record StoragePath([property: JsonPropertyName("ID")] string Id, ulong Weight, string LocalPath, bool CanSeal, bool CanStore);

/// <summary>A declaration in StorageList.</summary>
public sealed record SectorDeclaration(ulong Miner, ulong Number, SectorFileType SectorFileType)
{
    /// <summary>The sector.</summary>
    [JsonIgnore]
    public SectorId Sector => new(Miner, Number);
}

/// <summary>Lock counters of one sector, in file-type bit order.</summary>
public sealed record SectorLock(SectorId Sector, int[] Write, int[] Read);

/// <summary>All sector locks.</summary>
public sealed record SectorLocks(SectorLock[]? Locks);
