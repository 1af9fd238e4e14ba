using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Observed;

/// <summary>A GPU that a worker has and does not use any more until it is started anew.</summary>
/// <param name="Gpu">Its UUID.</param>
/// <param name="Reason">What was wrong with it.</param>
public sealed record LostGpu(string Gpu, string Reason)
{
    private const string GpusField = "Gpus", GpuField = "Gpu", RetiredField = "Retired";

    /// <summary>
    /// Reads what lotus-seal-worker answers at <c>/gpus</c>. What makes no sense is passed over: nothing is taken away because of it.
    /// </summary>
    public static IReadOnlyList<LostGpu> ReadAll(JsonNode? answer) =>
        answer is JsonObject list && list[GpusField] is JsonArray gpus ? [.. gpus.Select(Read).OfType<LostGpu>()] : [];

    private static LostGpu? Read(JsonNode? gpu) =>
        gpu is JsonObject members && members[GpuField] is JsonValue name && name.TryGetValue(out string? id)
            && members[RetiredField] is JsonValue retired && retired.TryGetValue(out string? reason)
            ? new LostGpu(id, reason) : null;
}
