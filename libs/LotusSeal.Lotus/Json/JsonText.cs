using System.Text.Json;

namespace LotusSeal.Lotus.Json;

/// <summary>
/// Texts of a parsed document that may hold anything: the parser passes over wrong UTF-8 and half surrogate pairs, and reading them throws.
/// </summary>
internal static class JsonText
{
    // Go puts this character in place of every wrong part; no name that means something contains it.
    private const string NoText = "\ufffd";

    /// <summary>The text of a string element; the replacement character when it is no Unicode.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException) when (text.ValueKind == JsonValueKind.String)
        {
            return NoText;
        }
    }

    /// <summary>A member's name; the replacement character when it is no Unicode.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return NoText;
        }
    }
}
