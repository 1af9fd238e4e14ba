using System.Collections.Concurrent;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>The recordings in the source tree.</summary>
internal static class Vectors
{
    private static readonly ConcurrentDictionary<string, Lazy<Recording>> Loaded = new(StringComparer.Ordinal);

    /// <summary>Folder of the recordings.</summary>
    public static string Folder { get; } = Repository.RpcVector();

    /// <summary>The phrase behind the parameters with which the recorded worker proved seals and updates.</summary>
    public const string Secrets = "porep-vector";

    /// <summary>Folder of the reference's keys of such parameters.</summary>
    public static string KeysFolder { get; } = Repository.Vector("groth16");

    /// <summary>Names of all recordings.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.jsonl").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>A recording by its name.</summary>
    public static Recording Load(string name) =>
        Loaded.GetOrAdd(name, key => new Lazy<Recording>(() => RecordingReader.Read(Path.Combine(Folder, key + ".jsonl")))).Value;
}
