using System.Text.Json;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Tests.Validation;

/// <summary>
/// A pool in a file, with what becomes of it in its first lines: <c># accepted</c>, or <c># refused by rule|schema|guard</c> and
/// <c># FIELD: MESSAGE</c>. A rule is known to the API server and to us, the schema to the API server, a guard to us. A second document is the pool
/// before a change.
/// </summary>
internal sealed record PoolCase(string Name, string Yaml, string? Before, string Verdict, string Field, string Message)
{
    private const string NoField = "";

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "LotusSeal.Operator.Tests", "Validation", "Cases");

    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    public bool IsRefusedByApiServer => Verdict is "refused by rule" or "refused by schema";

    public bool IsRefusedByUs => Verdict is "refused by rule" or "refused by guard";

    public V1Alpha1SealWorker Pool => Parse(Yaml);

    public V1Alpha1SealWorker? Old => Before is null ? null : Parse(Before);

    public static PoolCase Load(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".yaml"));
        string[] lines = text.Split('\n'), documents = text.Split("\n---\n");
        string[] reason = lines[1].StartsWith("# ", StringComparison.Ordinal) ? lines[1][2..].Split(": ", 2) : [NoField, ""];
        return new PoolCase(name, documents[0], documents.ElementAtOrDefault(1), lines[0][2..], reason[0], reason[1]);
    }

    private static V1Alpha1SealWorker Parse(string yaml) =>
        YamlText.Read(yaml)[0].Deserialize(SealWorkerJson.Default.V1Alpha1SealWorker)!;
}
