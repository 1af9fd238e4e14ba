using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>A test in which everything that the operator says to anybody is noted.</summary>
[Collection(nameof(DrainServer))]
public abstract class DrainTest(ApiServer server) : OperatorTest(server)
{
    private KubeProxy? _proxy;

    internal CallLog Log { get; } = new();

    /// <inheritdoc/>
    protected override string OperatorsKubeConfig => Folder["operator.kubeconfig"];

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _proxy = await KubeProxy.StartAsync(Server.KubeConfig, OperatorsKubeConfig, Log);
        await base.InitializeAsync();
        StartOperator();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    /// <summary>
    /// Whether the operator says that a worker did not answer in its time, as on a machine with too much to do. Then it tells the worker the same
    /// again, which is right, and nobody knows how often.
    /// </summary>
    internal bool WasLate(string pod) => Operator.Log.Split('\n')
        .Any(line => line.Contains(pod, StringComparison.Ordinal) && line.Contains(" within ", StringComparison.Ordinal));

    internal string FileOf(string name) => Folder[name];

    internal Task ApplyAsync(string pool, string yaml) => Server.ApplyAsync($"{Pools}/{pool}", yaml);

    internal Task MakeSecretAsync(string name, string token) => Server.CreateAsync($"/api/v1/namespaces/{Namespace}/secrets",
        $$"""{ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "{{name}}" }, "stringData": { "token": "{{token}}" } }""");

    internal Task WaitForPodsAsync(string pool, int count) => UntilPodsAsync(pool, count);

    internal Task PatchPoolAsync(string pool, string patch) => Server.PatchAsync($"{Pools}/{pool}", patch);

    internal async Task<JsonNode> PodAsync(string name) => (await Server.GetAsync($"{Pods}/{name}"))!;

    internal async Task<string> UidAsync(string pod) => (await PodAsync(pod))["metadata"]!["uid"]!.GetValue<string>();

    internal Task RunPodAsync(string pod, string address) => RunAsync(pod, address);

    internal Task UntilAsync(string what, Func<bool> holds) => Patience.UntilAsync(what, holds, () => $"{Log}\n{Operator.Log}");

    internal Task UntilPoolAsync(string pool, string what, Func<JsonNode, bool> holds)
    {
        string last = "";
        return Patience.UntilAsync($"{pool}: {what}", async () =>
        {
            JsonNode stored = await PoolAsync(pool);
            last = stored["status"]?.ToJsonString() ?? "";
            return holds(stored);
        }, () => $"{last}\n{Log}\n{Operator.Log}");
    }
}
