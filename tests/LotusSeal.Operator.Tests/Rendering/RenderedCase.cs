using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Rendering;

/// <summary>
/// A folder with a pool and with everything that is made for it and its worker 1. <c>LOTUSSEAL_GOLDEN=write</c> writes what is made now into the
/// folders; look at the difference before it is committed.
/// </summary>
internal sealed record RenderedCase(string Folder, V1Alpha1SealWorker Pool)
{
    private const string Variable = "LOTUSSEAL_GOLDEN";

    public static OperatorSettings Settings { get; } = new()
    {
        ManagedImage = "registry.example/lotus-seal-worker:1",
        LotusImage = "registry.example/lotus:1",
        MinerPodLabels = new Dictionary<string, string> { ["app"] = "lotus-miner" },
        MinerAddresses = ["192.0.2.0/24"],
        MonitoringNamespace = "monitoring",
    };

    private static string Root { get; } = Path.Combine(Repository.Root, "tests", "LotusSeal.Operator.Tests", "Rendering", "Cases");

    public static IEnumerable<string> Names => Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Order();

    public static bool Writes => Environment.GetEnvironmentVariable(Variable) == "write";

    public string ExpectedFile => Path.Combine(Folder, "expected.yaml");

    public static RenderedCase Load(string name)
    {
        string folder = Path.Combine(Root, name);
        JsonNode yaml = YamlText.Read(File.ReadAllText(Path.Combine(folder, "pool.yaml")))[0];
        V1Alpha1SealWorker pool = yaml.Deserialize(SealWorkerJson.Default.V1Alpha1SealWorker)!;
        pool.Metadata.NamespaceProperty = "sealing";
        pool.Metadata.Uid = "6f8c3f0e-0000-4000-8000-000000000001";
        return new RenderedCase(folder, pool);
    }

    /// <summary>The objects in the order in which they are made.</summary>
    public IReadOnlyList<JsonObject> Objects()
    {
        WorkerPodContext context = new(Pool, Settings, Ordinal: 1) { CredentialHash = "0123456789", SectorSize = "32GiB" };
        List<object?> made =
        [
            PoolObjects.Service(Pool), PoolObjects.Budget(Pool), PoolNetworkPolicy.Render(Pool, Settings), PoolObjects.Claim(Pool, 1),
            WorkerPod.Render(context),
        ];
        return [.. made.OfType<object>().Select(one => JsonNode.Parse(KubernetesJson.Serialize(one))!.AsObject())];
    }
}
