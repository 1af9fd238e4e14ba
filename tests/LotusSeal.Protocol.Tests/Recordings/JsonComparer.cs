using System.Text.Json;

namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>
/// Compares two JSON values field by field: kinds (null is not an empty array, a number not a string), member sets, array lengths and values.
/// Numbers are compared as written, since a Go integer does not decode <c>1.0</c>.
/// </summary>
public sealed class JsonComparer(Aliases expectedAliases, Aliases actualAliases, IReadOnlyList<JsonRule> rules)
{
    private readonly List<Difference> _differences = [];
    private readonly List<string> _place = [];

    /// <summary>Every difference between the values.</summary>
    public static IReadOnlyList<Difference> Compare(JsonElement expected, JsonElement actual, IReadOnlyList<JsonRule> rules,
        Aliases? expectedAliases = null, Aliases? actualAliases = null)
    {
        JsonComparer comparer = new(expectedAliases ?? new Aliases(), actualAliases ?? new Aliases(), rules);
        comparer.Visit(expected, actual);
        return comparer._differences;
    }

    private void Visit(JsonElement expected, JsonElement actual)
    {
        Treatment treatment = TreatmentHere();
        if (treatment == Treatment.Ignored) return;
        if (treatment == Treatment.SameKind && IsBoolean(expected) && IsBoolean(actual)) return;
        if (Kind(expected) != Kind(actual))
        {
            Report($"{Kind(expected)} {expected.GetRawText()}", $"{Kind(actual)} {actual.GetRawText()}");
            return;
        }

        if (treatment == Treatment.SameKind) return;
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                VisitMembers(expected, actual, treatment);
                break;
            case JsonValueKind.Array:
                VisitItems(expected, actual, treatment);
                break;
            case JsonValueKind.Number when treatment == Treatment.Integer:
                if (!IsWhole(actual)) Report("a whole number", actual.GetRawText());
                break;
            case JsonValueKind.Number:
                if (expected.GetRawText() != actual.GetRawText()) Report(expected.GetRawText(), actual.GetRawText());
                break;
            case JsonValueKind.String:
                string wanted = expectedAliases.Apply(expected.GetString()!), seen = actualAliases.Apply(actual.GetString()!);
                if (wanted != seen) Report($"\"{wanted}\"", $"\"{seen}\"");
                break;
        }
    }

    private void VisitMembers(JsonElement expected, JsonElement actual, Treatment treatment)
    {
        Dictionary<string, JsonElement> wanted = Members(expected, expectedAliases), seen = Members(actual, actualAliases);
        foreach ((string name, JsonElement value) in wanted)
        {
            _place.Add(name);
            if (seen.TryGetValue(name, out JsonElement counterpart)) Visit(value, counterpart);
            else if (treatment != Treatment.FewerMembers && TreatmentHere() != Treatment.Ignored) Report(value.GetRawText(), "no such member");
            _place.RemoveAt(_place.Count - 1);
        }

        foreach ((string name, JsonElement value) in seen)
        {
            if (wanted.ContainsKey(name)) continue;
            _place.Add(name);
            if (TreatmentHere() != Treatment.Ignored) Report("no such member", value.GetRawText());
            _place.RemoveAt(_place.Count - 1);
        }
    }

    private void VisitItems(JsonElement expected, JsonElement actual, Treatment treatment)
    {
        JsonElement[] wanted = [.. expected.EnumerateArray()], seen = [.. actual.EnumerateArray()];
        if (wanted.Length != seen.Length)
        {
            Report($"{wanted.Length} items {expected.GetRawText()}", $"{seen.Length} items {actual.GetRawText()}");
            return;
        }

        if (treatment == Treatment.Unordered)
        {
            wanted = [.. wanted.OrderBy(item => expectedAliases.Apply(item.GetRawText()), StringComparer.Ordinal)];
            seen = [.. seen.OrderBy(item => actualAliases.Apply(item.GetRawText()), StringComparer.Ordinal)];
        }

        for (int i = 0; i < wanted.Length; i++)
        {
            _place.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Visit(wanted[i], seen[i]);
            _place.RemoveAt(_place.Count - 1);
        }
    }

    // Member names can be path ids, so they go through the aliases too.
    private static Dictionary<string, JsonElement> Members(JsonElement value, Aliases aliases)
    {
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject()) members[aliases.Apply(member.Name)] = member.Value;
        return members;
    }

    private Treatment TreatmentHere() => rules.FirstOrDefault(rule => rule.Matches(_place))?.Treatment ?? Treatment.Exact;

    private void Report(string expected, string actual) => _differences.Add(new Difference("/" + string.Join('/', _place), expected, actual));

    private static bool IsWhole(JsonElement number) => number.TryGetInt64(out _) || number.TryGetUInt64(out _);

    private static bool IsBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind kind => kind.ToString().ToLowerInvariant(),
    };
}
