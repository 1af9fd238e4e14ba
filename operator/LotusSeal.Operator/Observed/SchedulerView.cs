using System.Text.Json.Nodes;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Observed;

/// <summary>The miner's queue (protocol spec 3.5, <c>SealingSchedDiag</c>).</summary>
/// <param name="Requests">Tasks that wait.</param>
/// <param name="OpenWindows">Sessions of workers that ask for work, once for each window.</param>
public sealed record SchedulerView(IReadOnlyList<QueuedRequest> Requests, IReadOnlyList<Guid> OpenWindows)
{
    /// <summary>
    /// Reads the answer; entries that make no sense are passed over, since the method is for people and its form was never promised.
    /// </summary>
    public static SchedulerView Parse(JsonNode? answer)
    {
        JsonNode? info = answer is JsonObject members ? members["SchedInfo"] : null;
        return new SchedulerView(
            [.. Items(info, "Requests").Select(Request).OfType<QueuedRequest>()],
            [.. Items(info, "OpenWindows").Select(item => Guid.TryParse(Text(item), out Guid session) ? session : (Guid?)null).OfType<Guid>()]);
    }

    private static JsonArray Items(JsonNode? info, string name) => info is JsonObject members && members[name] is JsonArray items ? items : [];

    private static QueuedRequest? Request(JsonNode? item) =>
        item is JsonObject request && Text(request["TaskType"]) is { Length: > 0 } task && request["Sector"] is JsonObject sector
            && Number(sector["Miner"]) is { } miner && Number(sector["Number"]) is { } number
            ? new QueuedRequest(new SectorId(miner, number), task) : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static ulong? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out ulong number) ? number : null;
}
