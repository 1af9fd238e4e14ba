using System.Globalization;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>What was done to a pool and what was seen of it, in the order of time; filled from several sides at once.</summary>
internal sealed class Journal
{
    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _entries = [];

    /// <summary>Everything until now.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_lock) return [.. _entries];
        }
    }

    /// <summary>Writes something down, before it is done: it may be done even if its command fails.</summary>
    public void Add(JournalKind kind, string text)
    {
        JournalEntry entry = new(DateTimeOffset.UtcNow, kind, text);
        lock (_lock) _entries.Add(entry);
        TestContext.Current.SendDiagnosticMessage("{0}", Line(entry));
    }

    /// <summary>What of a kind there is.</summary>
    public IEnumerable<JournalEntry> Of(JournalKind kind) => Entries.Where(entry => entry.Kind == kind);

    /// <summary>How often each thing of a kind was done; a text counts up to its first colon.</summary>
    public string Counts(JournalKind kind) => string.Join(", ", Of(kind).GroupBy(entry => entry.Text.Split(':')[0])
        .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}"));

    /// <summary>All of it as text.</summary>
    public override string ToString() => string.Join('\n', Entries.Select(Line));

    private static string Line(JournalEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Time:HH:mm:ss.fff} {entry.Kind,-9} {entry.Text}");
}
