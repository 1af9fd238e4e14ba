using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Validation;

/// <summary>Finds what a way through a typed model lost.</summary>
internal static class JsonDifference
{
    /// <summary>The path of the first member that is there before and not after, or null. Null and empty values count as not there.</summary>
    public static string? FirstMissing(JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonObject given, _) when given.All(member => IsEmpty(member.Value)) => null,
        (JsonObject given, JsonObject kept) => given.Where(member => !IsEmpty(member.Value))
            .Select(member => kept.ContainsKey(member.Key) ? Below(member.Key, FirstMissing(member.Value, kept[member.Key])) : member.Key)
            .FirstOrDefault(path => path is not null),
        (JsonArray given, JsonArray kept) when given.Count == kept.Count => given
            .Select((item, index) => Below($"[{index}]", FirstMissing(item, kept[index]))).FirstOrDefault(path => path is not null),
        (JsonObject or JsonArray, _) => "(another kind of value)",
        _ => null,
    };

    /// <summary>
    /// The path of the first member that is wanted and is missing or says something else, or null. What is there beside it does not count, except in
    /// selectors and in the items of lists: one label more there selects something else, one field more lets something else through.
    /// </summary>
    public static string? FirstDifference(JsonNode? wanted, JsonNode? there) => (wanted, there) switch
    {
        (JsonObject want, JsonObject has) => want.Where(member => !IsEmpty(member.Value))
            .Select(member => !has.ContainsKey(member.Key) ? member.Key
                : Below(member.Key, FirstDifference(member.Value, has[member.Key]) ?? FirstAdded(member.Key, member.Value, has[member.Key])))
            .FirstOrDefault(path => path is not null),
        (JsonArray want, JsonArray has) when want.Count == has.Count => want
            .Select((item, index) => Below($"[{index}]", FirstDifference(item, has[index]) ?? FirstMissing(has[index], item)))
            .FirstOrDefault(path => path is not null),
        _ => JsonNode.DeepEquals(wanted, there) ? null : "(another value)",
    };

    private static string? FirstAdded(string name, JsonNode? wanted, JsonNode? there) =>
        name.EndsWith("elector", StringComparison.Ordinal) ? FirstMissing(there, wanted) : null;

    private static string? Below(string name, string? path) => path is null ? null : $"{name}.{path}";

    private static bool IsEmpty(JsonNode? value) => value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };
}
