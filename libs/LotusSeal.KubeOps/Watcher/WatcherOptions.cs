using LotusSeal.KubeOps.Queue;

namespace LotusSeal.KubeOps.Watcher;

/// <summary>How lists and watches are made. The defaults follow what was measured on the API server (docs/spec/operator.md D).</summary>
public sealed record WatcherOptions
{
    /// <summary>Namespaces to look at, each by requests of its own; none for all at once.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Only objects with these labels, as the API server writes it.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Only objects with these fields, as the API server writes it.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects in one answer.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>After which the server ends a watch; each takes a random time from here to a half more, so that they do not end together.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>After which a watch that brings nothing, not even a bookmark, counts as dead. Bookmarks were up to 120 s apart.</summary>
    public TimeSpan IdleDeadline { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>Pauses between tries that fail.</summary>
    public BackOff Pause { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
}
