using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Warns of entries in storage paths that are no sectors, once for each set of them.</summary>
internal sealed class StrangerNotes(ILogger logger)
{
    private const int MostNames = 5;
    private readonly ConcurrentDictionary<string, string> _told = new();

    /// <summary>Warns unless the same names were told before.</summary>
    /// <param name="root">The storage path.</param>
    /// <param name="strangers">Full names of what was passed over.</param>
    public void Note(string root, IReadOnlyList<string> strangers)
    {
        string names = string.Join(", ", strangers.Order(StringComparer.Ordinal).Take(MostNames)) + (strangers.Count > MostNames ? ", …" : "");
        if (_told.TryGetValue(root, out string? told) && told == names) return;
        _told[root] = names;
        if (strangers.Count > 0) logger.StrangersPassedOver(root, strangers.Count, names);
    }
}
