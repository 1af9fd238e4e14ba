using System.Collections.Concurrent;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>The recordings in the source tree.</summary>
internal static class Vectors
{
    private static readonly ConcurrentDictionary<string, Lazy<Recording>> Loaded = new(StringComparer.Ordinal);

    /// <summary>Folder of the recordings.</summary>
    public static string Folder { get; } = Repository.RpcVector();

    /// <summary>Names of all recordings.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.jsonl").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>A recording by its name.</summary>
    public static Recording Load(string name) =>
        Loaded.GetOrAdd(name, key => new Lazy<Recording>(() => RecordingReader.Read(Path.Combine(Folder, key + ".jsonl")))).Value;
}
