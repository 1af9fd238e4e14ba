using System.Text.RegularExpressions;

namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>
/// The names that one side of a comparison uses for what has another name on the other side: addresses, path ids, folders. Every such name is
/// replaced by an alias before two texts are compared; call ids, times and tokens, which are new in every run, are replaced by their kind.
/// </summary>
public sealed partial class Aliases
{
    private const string NoId = "00000000-0000-0000-0000-000000000000";
    private readonly List<KeyValuePair<string, string>> _names = [];

    /// <summary>Every name with its alias.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Names => _names;

    /// <summary>Adds a name; the first alias of a name stays.</summary>
    public void Add(string name, string alias)
    {
        if (name.Length == 0 || _names.Any(pair => pair.Key == name)) return;
        _names.Add(new(name, alias));
        _names.Sort((left, right) => right.Key.Length.CompareTo(left.Key.Length));
    }

    /// <summary>The alias of a name, null when it has none.</summary>
    public string? Find(string name) => _names.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>The names that stand behind an alias.</summary>
    public IEnumerable<string> NamesOf(string alias) => _names.Where(pair => pair.Value == alias).Select(pair => pair.Key);

    /// <summary>
    /// The text with aliases for names and kinds for what is new in every run. The all-zero id is a value of the protocol and stays.
    /// </summary>
    public string Apply(string text)
    {
        foreach ((string name, string alias) in _names) text = text.Replace(name, alias, StringComparison.Ordinal);
        text = WebToken().Replace(text, "<token>");
        text = Time().Replace(text, "<time>");
        return Uuid().Replace(text, match => match.Value == NoId ? NoId : "<uuid>");
    }

    [GeneratedRegex("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+")]
    private static partial Regex WebToken();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
