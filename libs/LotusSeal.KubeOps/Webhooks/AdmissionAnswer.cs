using System.Text;
using System.Text.Json.Nodes;
using KubeOps.Operator.Web.Webhooks.Admission.Validation;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>Writes the answer to a review.</summary>
internal static class AdmissionAnswer
{
    // The API server cuts each warning to 256 characters once all of them together have more than 4,096.
    private const int LongestWarning = 256, LongestWarnings = 4096, LongestMessage = 8192;
    private const int Forbidden = 403;

    /// <summary>The bytes of the answer.</summary>
    public static byte[] Of(string uid, ValidationResult result)
    {
        JsonObject response = new() { ["uid"] = uid, ["allowed"] = result.Valid };
        if (!result.Valid) response["status"] = Status(result.StatusCode ?? Forbidden, result.StatusMessage ?? "it is not allowed");
        JsonArray warnings = [.. Warnings(result.Warnings).Select(text => (JsonNode)text)];
        if (warnings.Count > 0) response["warnings"] = warnings;
        JsonObject review = new() { ["apiVersion"] = AdmissionRequest.ApiVersion, ["kind"] = AdmissionRequest.Kind, ["response"] = response };
        return Encoding.UTF8.GetBytes(review.ToJsonString());
    }

    private static JsonObject Status(int code, string message)
    {
        JsonObject status = new() { ["code"] = code, ["message"] = Cut(message, LongestMessage) };
        // Clients decide by the word, such as whether to try again.
        string? reason = code switch
        {
            400 => "BadRequest",
            Forbidden => "Forbidden",
            409 => "Conflict",
            422 => "Invalid",
            429 => "TooManyRequests",
            500 => "InternalError",
            _ => null,
        };
        if (reason is not null) status["reason"] = reason;
        return status;
    }

    /// <summary>They travel in a header, which takes no control characters; those that do not fit are left out whole.</summary>
    private static IEnumerable<string> Warnings(IEnumerable<string> warnings)
    {
        int left = LongestWarnings;
        foreach (string warning in warnings)
        {
            string text = Cut(string.Concat(warning.Select(letter => char.IsControl(letter) ? ' ' : letter)), LongestWarning);
            left -= text.Length;
            if (left < 0) yield break;
            yield return text;
        }
    }

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        // Not in the middle of a letter that takes two.
        int end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }
}
