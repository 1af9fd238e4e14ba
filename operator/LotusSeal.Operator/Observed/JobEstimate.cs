using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Observed;

/// <summary>When a job will have ended, as its worker tells.</summary>
public sealed record JobEstimate(CallId Call, DateTimeOffset ExpectedEnd)
{
    private const string JobsField = "Jobs", CallField = "Call", LeftField = "EtaSeconds";

    /// <summary>The longest time that is believed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    /// <summary>Reads what lotus-seal-worker answers at <c>/jobs</c>; jobs without an estimate, and what makes no sense, are passed over.</summary>
    /// <param name="answer">The answer as JSON.</param>
    /// <param name="now">When it came.</param>
    public static IReadOnlyList<JobEstimate> ReadAll(JsonNode? answer, DateTimeOffset now) =>
        answer is JsonObject list && list[JobsField] is JsonArray jobs ? [.. jobs.Select(job => Read(job, now)).OfType<JobEstimate>()] : [];

    private static JobEstimate? Read(JsonNode? job, DateTimeOffset now)
    {
        if (job is not JsonObject members || members[CallField] is not JsonValue call || !call.TryGetValue(out string? text)) return null;
        if (members[LeftField] is not JsonValue left || !left.TryGetValue(out double seconds)) return null;
        if (!(seconds >= 0 && seconds < Longest.TotalSeconds) || text.Split('-', 3) is not [var miner, var number, var id]) return null;
        return ulong.TryParse(miner, out ulong actor) && ulong.TryParse(number, out ulong sector) && Guid.TryParse(id, out Guid guid)
            ? new JobEstimate(new CallId(new SectorId(actor, sector), guid), now.AddSeconds(seconds)) : null;
    }
}
