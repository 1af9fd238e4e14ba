using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Observed;

/// <summary>A call that a worker has: it works on it, or its result has not been taken by the miner.</summary>
/// <param name="Call">Its id.</param>
/// <param name="ExpectedEnd">When it will have ended, where the worker can tell.</param>
public sealed record OpenCall(CallId Call, DateTimeOffset? ExpectedEnd)
{
    private const string JobsField = "Jobs", CallField = "Call", LeftField = "EtaSeconds";

    /// <summary>The longest time that is believed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    /// <summary>
    /// Reads what lotus-seal-worker answers at <c>/jobs</c>. Null when a call in it makes no sense: what is not in the list is taken for lost, so
    /// half a list is none.
    /// </summary>
    /// <param name="answer">The answer as JSON.</param>
    /// <param name="now">When it came.</param>
    public static IReadOnlyList<OpenCall>? ReadAll(JsonNode? answer, DateTimeOffset now)
    {
        if (answer is not JsonObject list || list[JobsField] is not JsonArray jobs) return null;
        OpenCall?[] calls = [.. jobs.Select(job => Read(job, now))];
        return calls.Any(call => call is null) ? null : [.. calls.OfType<OpenCall>()];
    }

    private static OpenCall? Read(JsonNode? job, DateTimeOffset now)
    {
        if (job is not JsonObject members || members[CallField] is not JsonValue call || !call.TryGetValue(out string? text)) return null;
        if (text.Split('-', 3) is not [var miner, var number, var id]) return null;
        if (!ulong.TryParse(miner, out ulong actor) || !ulong.TryParse(number, out ulong sector) || !Guid.TryParse(id, out Guid guid)) return null;
        bool tells = members[LeftField] is JsonValue left && left.TryGetValue(out double seconds) && seconds >= 0 && seconds < Longest.TotalSeconds;
        return new OpenCall(new CallId(new SectorId(actor, sector), guid), tells ? now.AddSeconds(members[LeftField]!.GetValue<double>()) : null);
    }
}
