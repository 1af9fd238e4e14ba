namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>How a place in a JSON document is compared when equality is too much.</summary>
public enum Treatment
{
    /// <summary>Same kind, same members, same values.</summary>
    Exact,

    /// <summary>Another value of the same kind: null stays null, a string a string.</summary>
    SameKind,

    /// <summary>Another whole number.</summary>
    Integer,

    /// <summary>An object that may lack members, but has none that the recording lacks.</summary>
    FewerMembers,

    /// <summary>The same members in another order.</summary>
    Unordered,

    /// <summary>Not compared; may be missing on either side.</summary>
    Ignored,
}

/// <summary>
/// A treatment for the places that a pattern matches. Patterns are member names and array indices with slashes between; <c>*</c> stands for one
/// of them, <c>**</c> at the end for all that follow, <c>~1</c> for a slash in a name.
/// </summary>
public sealed record JsonRule(string Pattern, Treatment Treatment)
{
    private readonly string[] _segments = [.. Pattern.Split('/').Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal))];

    /// <summary>True when the rule is for this place.</summary>
    public bool Matches(IReadOnlyList<string> place)
    {
        for (int i = 0; i < _segments.Length; i++)
        {
            if (_segments[i] == "**") return place.Count > i;
            if (i >= place.Count || (_segments[i] != "*" && _segments[i] != place[i])) return false;
        }

        return place.Count == _segments.Length;
    }
}
