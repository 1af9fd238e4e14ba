using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Output;

/// <summary>What <c>-o json</c> prints of a pool: names are those of the resource's status.</summary>
internal sealed record PoolReport
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Workers that there should be.</summary>
    public required int Replicas { get; init; }

    public required bool Paused { get; init; }

    public required bool Suspended { get; init; }

    public required bool Deleting { get; init; }

    /// <summary>Whether the status is about the present specification.</summary>
    public required bool Current { get; init; }

    /// <summary>As the operator wrote it; null when it has not yet.</summary>
    public required SealWorkerStatus? Status { get; init; }

    /// <summary>The report of a pool.</summary>
    public static PoolReport Of(V1Alpha1SealWorker pool) => new()
    {
        Namespace = pool.Metadata.NamespaceProperty,
        Name = pool.Metadata.Name,
        Replicas = pool.Spec.Replicas,
        Paused = PoolMarks.Says(pool, PoolAnnotations.Paused),
        Suspended = pool.Spec.Suspend,
        Deleting = pool.Metadata.DeletionTimestamp is not null,
        Current = pool.Status?.ObservedGeneration == pool.Metadata.Generation,
        Status = pool.Status,
    };

    /// <summary>JSON of pools.</summary>
    public static string Json(IEnumerable<V1Alpha1SealWorker> pools) =>
        JsonSerializer.Serialize(new PoolReports { Pools = [.. pools.Select(Of)] }, PluginJson.Readable.PoolReports);
}

/// <summary>Pools in a list, so that more can stand beside it one day.</summary>
internal sealed record PoolReports
{
    public required IReadOnlyList<PoolReport> Pools { get; init; }
}

/// <summary>The JSON of the reports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PoolReports))]
internal sealed partial class PluginJson : JsonSerializerContext
{
    /// <summary>Letters of all languages stand as they are; control characters are escaped.</summary>
    public static PluginJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
