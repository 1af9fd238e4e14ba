using System.Text.Json.Serialization;

namespace LotusSeal.Lotus.Types;

/// <summary>Space of a path in v0.3.0.</summary>
public sealed record SeedFsStat(ulong Capacity, ulong Available, ulong Used);

/// <summary>Health of a path in v0.3.0; only null decodes as healthy.</summary>
public sealed record SeedHealthReport(SeedFsStat Stat, object? Err);

/// <summary>A storage path in v0.3.0.</summary>
public sealed record SeedStorageInfo(
    [property: JsonPropertyName("ID")] string Id,
    [property: JsonPropertyName("URLs")] string[]? Urls,
    ulong Weight,
    bool CanSeal,
    bool CanStore,
    DateTimeOffset LastHeartbeat,
    object? HeartbeatErr);

/// <summary>A worker's resources in v0.3.0.</summary>
public sealed record SeedWorkerResources(
    ulong MemPhysical,
    ulong MemSwap,
    ulong MemReserved,
    [property: JsonPropertyName("CPUs")] ulong Cpus,
    [property: JsonPropertyName("GPUs")] string[]? Gpus);

/// <summary>A worker's name and resources in v0.3.0.</summary>
public sealed record SeedWorkerInfo(string Hostname, SeedWorkerResources Resources);

/// <summary>A worker as a v0.3.0 miner lists it.</summary>
public sealed record SeedWorkerStats(SeedWorkerInfo Info, ulong MemUsedMin, ulong MemUsedMax, bool GpuUsed, ulong CpuUse);
