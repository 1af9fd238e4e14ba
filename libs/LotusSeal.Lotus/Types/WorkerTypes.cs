using System.Text.Json.Serialization;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Types;

/// <summary>What a node says of itself.</summary>
public sealed record NodeVersion(string Version, [property: JsonPropertyName("APIVersion")] uint ApiVersion, ulong BlockDelay, string? Agent);

/// <summary>What one task needs (protocol spec 4.5); memory in bytes, -1 threads means most cores.</summary>
public sealed record TaskResources(
    ulong MinMemory,
    ulong MaxMemory,
    [property: JsonPropertyName("GPUUtilization")] double GpuUtilization,
    int MaxParallelism,
    [property: JsonPropertyName("MaxParallelismGPU")] int MaxParallelismGpu,
    ulong BaseMinMemory,
    int MaxConcurrent);

/// <summary>What a worker has; memory in bytes.</summary>
public sealed record WorkerResources(
    ulong MemPhysical,
    ulong MemUsed,
    ulong MemSwap,
    ulong MemSwapUsed,
    [property: JsonPropertyName("CPUs")] ulong Cpus,
    [property: JsonPropertyName("GPUs")] string[]? Gpus,
    Dictionary<string, Dictionary<string, TaskResources>>? Resources);

/// <summary>A worker's name and resources.</summary>
public sealed record WorkerInfo(string Hostname, bool IgnoreResources, WorkerResources Resources);

/// <summary>A worker as the miner lists it.</summary>
public sealed record WorkerStats(
    WorkerInfo Info,
    string[]? Tasks,
    bool Enabled,
    ulong MemUsedMin,
    ulong MemUsedMax,
    double GpuUsed,
    ulong CpuUse,
    Dictionary<string, int>? TaskCounts);

/// <summary>A running or waiting job as the miner lists it; RunWait as in protocol spec 3.3.</summary>
public sealed record WorkerJob(
    [property: JsonPropertyName("ID")] CallId Id,
    SectorId Sector,
    string Task,
    int RunWait,
    DateTimeOffset Start,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Hostname = null);

/// <summary>An empty object: the value of every entry in a set of task types.</summary>
public sealed record EmptyObject;
