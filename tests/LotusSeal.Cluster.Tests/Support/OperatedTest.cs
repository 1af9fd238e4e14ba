using System.Text.Json.Nodes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>A test with a development miner and an operator for its namespace.</summary>
public abstract class OperatedTest(PodCluster cluster) : PoolTest(cluster)
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Room for a small worker.</summary>
    protected const string Small = "resources: { requests: { cpu: 20m, memory: 128Mi }, limits: { memory: 1Gi } }";

    /// <summary>A worker that seals without a GPU, and no longer than needed without work before it counts as drained.</summary>
    protected const string Plain = "tasks: [AP, PC1, PC2], gpu: { count: 0 }, drain: { quietPeriod: 1s }";

    /// <summary>A sealing volume that ends with its pod.</summary>
    protected const string OwnDisk = "storage: { sealing: { emptyDir: { } } }";
    /// <summary>A pool of workers that label sectors and whose drains end with their tasks: nobody is there to take the sectors.</summary>
    protected const string Quick = "tasks: [AP, PC1], gpu: { count: 0 }, storage: { sealing: { emptyDir: { } } }, drain: { quietPeriod: 1s, evacuate: Never }";

    /// <summary>The operator; <see cref="InitializeAsync"/> starts it.</summary>
    private protected OperatorProgram Operator { get; private set; } = null!;

    /// <summary>Where the miner is, for pods and for the operator on the host, which does not know the names of the cluster.</summary>
    protected string MinerAddress { get; private set; } = "";

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await StartMinerAsync();
        MinerAddress = $"http://{await FieldAsync("service", "lotus-miner", "{.spec.clusterIP}")}:2345";
        Operator = NewOperator("operator");
        Operator.Start();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Operator is not null) await Operator.DisposeAsync();
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One more operator, not started.</summary>
    /// <param name="name">Tells it from others.</param>
    /// <param name="kubeConfig">Who it is for the API server; null for somebody who may do everything.</param>
    private protected OperatorProgram NewOperator(string name, string? kubeConfig = null) => new(Node, Namespace, _folder, name, kubeConfig);

    /// <summary>Applies a pool that asks its miner often and drains quickly.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="spec">The rest of its specification, in YAML flow style.</param>
    protected Task ApplyPoolAsync(string name, string spec) => ApplyAsync($$"""
        apiVersion: lotusseal.io/v1alpha1
        kind: SealWorker
        metadata: { name: {{name}} }
        spec: { miner: { address: "{{MinerAddress}}", tokenSecretRef: { name: miner-token }, pollInterval: 5s }, {{spec}}, {{Small}} }
        """);

    /// <summary>The pool as it is stored.</summary>
    protected async Task<JsonNode> PoolAsync(string name) => JsonNode.Parse(await KubectlAsync("get", "sealworker", name, "-o", "json"))!;

    /// <summary>Waits until something holds for a pool; a failure shows it, with the operator's log.</summary>
    protected Task UntilPoolAsync(string name, string what, Func<JsonNode, bool> holds)
    {
        JsonNode? last = null;
        return Patience.UntilAsync($"{name}: {what}", async () => holds(last = await PoolAsync(name)), () => $"{last}\n{Operator.Log}");
    }

    /// <summary>Waits until so many workers are ready and registered.</summary>
    protected Task UntilReadyAsync(string name, int workers) =>
        UntilPoolAsync(name, $"{workers} workers are ready", pool => pool["status"]?["readyReplicas"]?.GetValue<int>() == workers
            && pool["status"]?["observedGeneration"]?.GetValue<long>() == pool["metadata"]!["generation"]!.GetValue<long>());

    /// <summary>The reason of a condition.</summary>
    protected static string? ReasonOf(JsonNode pool, string type) => Condition(pool, type)?["reason"]?.GetValue<string>();

    /// <summary>A condition.</summary>
    protected static JsonNode? Condition(JsonNode pool, string type) =>
        pool["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => condition!["type"]!.GetValue<string>() == type);

    /// <summary>Names and UIDs of the pods of a pool.</summary>
    protected async Task<Dictionary<string, string>> PodsAsync(string pool)
    {
        JsonNode list = JsonNode.Parse(await KubectlAsync("get", "pods", "-l", $"lotusseal.io/pool={pool}", "-o", "json"))!;
        return list["items"]!.AsArray().ToDictionary(
            pod => pod!["metadata"]!["name"]!.GetValue<string>(), pod => pod!["metadata"]!["uid"]!.GetValue<string>());
    }

    /// <summary>Changes a pool, or another object.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="patch">A JSON merge patch.</param>
    protected Task PatchAsync(string kind, string name, string patch) => KubectlAsync("patch", kind, name, "--type=merge", "-p", patch);

    /// <summary>Changes the pods of a pool.</summary>
    protected Task ChangeAsync(string pool) => PatchAsync("sealworker", pool, """{"spec":{"pod":{"env":[{"name":"A","value":"b"}]}}}""");

    /// <summary>Pledges a sector whose PreCommit1 does not end before <see cref="LetEndAsync"/>: the miner does not take the result.</summary>
    /// <returns>The pod that has it.</returns>
    protected async Task<string> MakeBusyAsync(string pool)
    {
        await MinerAsync("fault", "set", "Drop", "ReturnSealPreCommit1", "--count", "-1");
        await MinerAsync("pledge");
        string? busy = null;
        await UntilPoolAsync(pool, "a worker has a PreCommit1", stored => (busy = WorkersWith(stored, "PC1").FirstOrDefault()) is not null);
        return busy!;
    }

    /// <summary>The miner takes results again.</summary>
    protected Task LetEndAsync() => MinerAsync("fault", "clear");

    /// <summary>Workers in the status that have a job of a kind.</summary>
    protected static IEnumerable<string> WorkersWith(JsonNode pool, string task) =>
        (pool["status"]?["workers"]?.AsArray() ?? [])
            .Where(worker => worker!["jobs"]?.AsArray().Any(job => job!["task"]!.GetValue<string>() == task) == true)
            .Select(worker => worker!["name"]!.GetValue<string>());

    /// <summary>Waits until the only sector is proving.</summary>
    protected async Task UntilProvingAsync()
    {
        string last = "";
        await Patience.UntilAsync("the sector is proving",
            async () => (last = await MinerAsync("sectors", "list")).Contains("Proving", StringComparison.Ordinal), () => $"{last}\n{Operator.Log}");
    }

    /// <summary>Waits until a condition has a reason, and its message a text.</summary>
    protected Task UntilConditionAsync(string pool, string type, string reason, string text = "") =>
        UntilPoolAsync(pool, $"{type} is {reason}: {text}", stored => ReasonOf(stored, type) == reason
            && Condition(stored, type)!["message"]!.GetValue<string>().Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the operator has looked at its pools as often again: by then it has done what it would do.</summary>
    protected async Task PassesAsync(int passes = 3)
    {
        double before = await Operator.MetricAsync("seal_operator_reconcile_total");
        await Patience.UntilAsync("the operator looks", async () => await Operator.MetricAsync("seal_operator_reconcile_total") >= before + passes,
            () => Operator.Log);
    }

    /// <summary>Waits until a pod has been replaced, and the new one is ready.</summary>
    protected async Task UntilReplacedAsync(string pool, string pod, string uid)
    {
        await Patience.UntilAsync($"another {pod} is there",
            async () => (await PodsAsync(pool)).GetValueOrDefault(pod) is { } now && now != uid, () => Operator.Log);
        await UntilReadyAsync(pod);
    }
}
