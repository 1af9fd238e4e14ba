using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>
/// Half an hour in which everything breaks that can, one or two things at a time, while people change a pool at work: no task is lost, and no pod is
/// made twice.
/// </summary>
public sealed class SoakTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    private const string MinutesVariable = "LOTUSSEAL_SOAK_MINUTES", SeedVariable = "LOTUSSEAL_SOAK_SEED", Pool = "soak";

    private const string Spec =
        "replicas: 3, tasks: [AP, PC1, PC2], gpu: { count: 0 }, drain: { quietPeriod: 2s }, storage: { sealing: { claim: { size: 1Gi } } }";

    /// <summary>Room for workers that are made beside those that still end their work.</summary>
    private const int Volumes = 16;

    private const int Lanes = 2;

    private const long EnoughMemory = 300L << 20;

    /// <summary>A container that was killed often is started again after five minutes, and a miner tries a step again after half of one.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(12);

    private readonly Journal _journal = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<OperatorProgram> _operators = [];
    private readonly List<long> _memory = [];
    private readonly HashSet<string> _leftovers = [];

    /// <inheritdoc/>
    protected override async Task<string> MinerManifestAsync() =>
        // Closer to a real one, which gives a sector up after four failures in four minutes.
        (await base.MinerManifestAsync()).Replace("--time-scale=0.1", "--time-scale=0.5", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (OperatorProgram one in _operators) await one.DisposeAsync();
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task No_task_is_lost_and_no_pod_made_twice()
    {
        double minutes = double.Parse(Environment.GetEnvironmentVariable(MinutesVariable) ?? "30", CultureInfo.InvariantCulture);
        int seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out int given)
            ? given : RandomNumberGenerator.GetInt32(int.MaxValue);
        Say($"{minutes} minutes, {SeedVariable}={seed}");
        await StartAsync();
        PatientKubectl kubectl = new(Node, Namespace);
        PodWatch pods = new(kubectl, Pool, _journal);
        using WorkerWatch workers = new(pods);
        Pledges pledges = new(kubectl);
        Changes changes = new(kubectl, Pool, await NodeNameAsync(), pods, _journal);
        Faults faults = new(Node, new Containers(Node, Namespace), _operators, pods, _journal);

        using CancellationTokenSource disturbed = new(TimeSpan.FromMinutes(minutes)), watched = new();
        Task[] watches = [pods.RunAsync(changes.MostSince, watched.Token), workers.RunAsync(watched.Token), WeighAsync(watched.Token)];
        Task pledging = pledges.RunAsync(disturbed.Token), changing = changes.RunAsync(new Random(seed), disturbed.Token);
        Task[] breaking = [.. Enumerable.Range(1, Lanes).Select(lane => faults.RunAsync(new Random(seed + lane), disturbed.Token))];
        await Task.WhenAll([.. breaking, changing, pledging]);
        Say("everything is whole again");

        await SettleAsync(kubectl, pledges, changes);
        await watched.CancelAsync();
        await Task.WhenAll(watches);
        await JudgeAsync(pods, workers, pledges);
    }

    /// <summary>Two operators with accounts of their own, so that the API server tells them apart, and a pool with its volumes.</summary>
    private async Task StartAsync()
    {
        await Operator.TerminateAsync();
        for (int i = 0; i < Volumes; i++) await MakeVolumeAsync($"{Pool}-{i}-sealing", "1Gi");
        foreach (string name in new[] { "operator-a", "operator-b" })
        {
            OperatorProgram one = NewOperator(name, await AccountAsync(name));
            _operators.Add(one);
            one.Start();
        }

        await ApplyPoolAsync(Pool, Spec);
        await UntilReadyAsync(Pool, Changes.Usual);
    }

    private async Task<string> AccountAsync(string name)
    {
        await KubectlAsync("create", "serviceaccount", name);
        await KubectlAsync(
            "create", "clusterrolebinding", $"{Namespace}-{name}", "--clusterrole=cluster-admin", $"--serviceaccount={Namespace}:{name}");
        string token = (await KubectlAsync("create", "token", name, "--duration=24h")).Trim();
        string file = _folder[$"{name}.kubeconfig"];
        JsonNode config = JsonNode.Parse(await Node.KubectlAsync("config", "view", "--raw", "--flatten", "-o", "json"))!;
        foreach (JsonNode? user in config["users"]!.AsArray()) user!["user"] = new JsonObject { ["token"] = token };
        await File.WriteAllTextAsync(file, config.ToJsonString());
        return file;
    }

    private async Task WeighAsync(CancellationToken stop)
    {
        do _memory.Add(_operators.Max(one => one.ResidentMemory));
        while (await Pauses.OfAsync(Random.Shared, 10, 10, stop));
    }

    /// <summary>Waits until the pool is as it is wanted and every sector is sealed.</summary>
    private async Task SettleAsync(PatientKubectl kubectl, Pledges pledges, Changes changes)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + Settling;
        JsonNode? pool = null;
        while (true)
        {
            bool areProven = await pledges.AreProvenAsync();
            if (areProven && IsSettled(pool)) break;
            if (areProven) await GiveUpLeftoversAsync(pool, changes);
            if (await kubectl.TryAsync("get", "sealworker", Pool, "-o", "json") is { } stored) pool = JsonNode.Parse(stored);
            Assert.True(DateTimeOffset.UtcNow < end, $"not settled:\n{pool}\n{pledges.Last}\n{_journal}\n{Logs()}");
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }

        Assert.Equal("AllWorkersRegistered", ReasonOf(pool, "Ready"));
    }

    /// <summary>Where every sector is sealed and nothing is left to do, what a drain waits for is a copy that nobody needs.</summary>
    private async Task GiveUpLeftoversAsync(JsonNode? pool, Changes changes)
    {
        foreach (JsonNode? worker in pool?["status"]?["workers"]?.AsArray() ?? [])
        {
            string message = worker!["drain"]?["message"]?.GetValue<string>() ?? "", pod = worker["name"]!.GetValue<string>();
            if (message.Contains("have to move to long-term storage", StringComparison.Ordinal) && _leftovers.Add(pod))
                await changes.GiveUpAsync(pod, message);
        }
    }

    /// <summary>The warning is of the spec: PreCommit1 would like processors of its own.</summary>
    private static bool IsSettled([NotNullWhen(true)] JsonNode? pool) => pool?["status"] is { } status
        && status["observedGeneration"]?.GetValue<long>() == pool["metadata"]!["generation"]!.GetValue<long>()
        && new[] { "readyReplicas", "updatedReplicas", "replicas" }.All(field =>
            status[field]?.GetValue<int>() == pool["spec"]!["replicas"]!.GetValue<int>())
        && status["drainingReplicas"]?.GetValue<int>() == 0 && ReasonOf(pool, "Degraded") == "Warning";

    private async Task JudgeAsync(PodWatch pods, WorkerWatch workers, Pledges pledges)
    {
        foreach (OperatorProgram one in _operators) Assert.Equal(0, await one.TerminateAsync());
        Writes writes = new(File.ReadLines(AuditLog), Namespace, Pool);
        OperatorLogs logs = new(Pool, _operators.Select(one => one.Log));
        Verdict verdict = new(writes, logs, workers, _journal);
        (int busy, int answers) = workers.Count;
        long[] memory = [.. _memory.Where(bytes => bytes > 0).Select(bytes => bytes >> 20)];
        Say($"faults: {_journal.Counts(JournalKind.Fault)}\nchanges: {_journal.Counts(JournalKind.Change)}\n"
            + $"sectors proving: {Pledges.States(pledges.Last).Count()}, pledged and confirmed: {pledges.Pledged.Count}\n"
            + $"pods made: {writes.Created.Count}, seen: {pods.All.Count}; deleted by operators: {verdict.Deletions}\n"
            + $"terms of leaders: {logs.Leaders}; workers had work in {busy} of {answers} answers\n"
            + $"memory of the larger operator, MB: {memory[0]} at first, {memory[^1]} at last, {memory.Max()} at most\n"
            + $"ends of containers: {string.Join(", ", pods.Ends.CountBy(end => end).Select(end => $"{end.Key} {end.Value}"))}");
        string givenUp = await KubectlAsync("get", "events", "--field-selector=reason=JobsGivenUp", "-o", "jsonpath={.items[*].message}");
        IReadOnlyList<string> violations = [.. verdict.Violations(), .. givenUp.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.True(violations.Count == 0, $"{string.Join('\n', violations)}\n{_journal}\n{Logs()}");
        Assert.True(busy > 0, "no worker ever had work");
        Assert.True(_memory.Max() < EnoughMemory, $"{memory.Max()} MB");
    }

    private string Logs() => string.Join('\n', _operators.Select(one => $"--- {one.Url}\n{one.Log}"));

    private static void Say(string text)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
