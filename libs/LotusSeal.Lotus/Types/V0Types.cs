using System.Text.Json.Serialization;

namespace LotusSeal.Lotus.Types;

/// <summary>Space of a path in v0.3.0.</summary>
public sealed record V0FsStat(ulong Capacity, ulong Available, ulong Used);

/// <summary>Health of a path in v0.3.0; only null decodes as healthy.</summary>
public sealed record V0HealthReport(V0FsStat Stat, object? Err);

/// <summary>A storage path in v0.3.0.</summary>
public sealed record V0StorageInfo(
    [property: JsonPropertyName("ID")] string Id,
    [property: JsonPropertyName("URLs")] string[]? Urls,
    ulong Weight,
    bool CanSeal,
    bool CanStore,
    DateTimeOffset LastHeartbeat,
    object? HeartbeatErr);

/// <summary>A worker's resources in v0.3.0.</summary>
public sealed record V0WorkerResources(
    ulong MemPhysical,
    ulong MemSwap,
    ulong MemReserved,
    [property: JsonPropertyName("CPUs")] ulong Cpus,
    [property: JsonPropertyName("GPUs")] string[]? Gpus);

/// <summary>A worker's name and resources in v0.3.0.</summary>
public sealed record V0WorkerInfo(string Hostname, V0WorkerResources Resources);

/// <summary>A worker as a v0.3.0 miner lists it.</summary>
public sealed record V0WorkerStats(V0WorkerInfo Info, ulong MemUsedMin, ulong MemUsedMax, bool GpuUsed, ulong CpuUse);
