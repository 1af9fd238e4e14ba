using System.Text.Json;

namespace LotusSeal.KubeOps.Client;

/// <summary>The <c>Status</c> object with which the API server explains itself, or what came in its place.</summary>
/// <param name="Code">The status of HTTP that it names.</param>
/// <param name="Reason">A word.</param>
/// <param name="Message">In words, cut where it is long.</param>
/// <param name="Causes">The details.</param>
/// <param name="RetryAfter">When to ask again.</param>
internal sealed record StatusAnswer(int Code, string? Reason, string Message, IReadOnlyList<StatusCause> Causes, TimeSpan? RetryAfter)
{
    private const int LongestMessage = 2_000;

    /// <summary>Reads the body of an answer; a proxy in between may have sent anything.</summary>
    public static StatusAnswer Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return Of(document.RootElement);
        }
        catch (JsonException)
        {
            // Not from the API server, or cut.
        }

        return new StatusAnswer(0, null, Cut(body), [], null);
    }

    /// <summary>Reads a Status object.</summary>
    public static StatusAnswer Of(JsonElement status)
    {
        List<StatusCause> causes = [];
        TimeSpan? retryAfter = null;
        if (status.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object)
        {
            if (details.TryGetProperty("retryAfterSeconds", out JsonElement seconds) && seconds.TryGetInt32(out int value) && value > 0)
                retryAfter = TimeSpan.FromSeconds(value);
            if (details.TryGetProperty("causes", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
                causes.AddRange(list.EnumerateArray().Select(CauseOf));
        }

        int code = status.TryGetProperty("code", out JsonElement number) && number.TryGetInt32(out int parsed) ? parsed : 0;
        return new StatusAnswer(code, Text(status, "reason"), Cut(Text(status, "message") ?? ""), causes, retryAfter);
    }

    private static StatusCause CauseOf(JsonElement cause) => new(Text(cause, "reason"), Text(cause, "field"), Text(cause, "message"));

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
}
