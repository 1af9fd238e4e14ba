using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Observed;

/// <summary>A call that a worker has: it works on it, or its result has not been taken by the miner.</summary>
/// <param name="Call">Its id.</param>
/// <param name="ExpectedEnd">When it will have ended, where the worker can tell.</param>
public sealed record OpenCall(CallId Call, DateTimeOffset? ExpectedEnd)
{
    private const string JobsField = "Jobs", CallField = "Call", LeftField = "EtaSeconds", StepField = "Step", DoneField = "Done",
        TotalField = "Total";

    private const int LongestStep = 120;

    /// <summary>The longest time that is believed.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    /// <summary>What it does now, such as <c>layer 3/11</c>; null when it does not tell.</summary>
    public string? Step { get; init; }

    /// <summary>How much of it is done, from 0 to 1; null when it does not tell.</summary>
    public double? Done { get; init; }

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
        double? left = Number(members[LeftField]), total = Number(members[TotalField]);
        return new OpenCall(
            new CallId(new SectorId(actor, sector), guid), left is { } seconds && seconds < Longest.TotalSeconds ? now.AddSeconds(seconds) : null)
        {
            Step = members[StepField] is JsonValue step && step.TryGetValue(out string? words) && words is { Length: > 0 and <= LongestStep }
                ? words : null,
            Done = total > 0 && Number(members[DoneField]) is { } done ? Math.Min(1, done / total.Value) : null,
        };
    }

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) && number >= 0 ? number : null;
}
