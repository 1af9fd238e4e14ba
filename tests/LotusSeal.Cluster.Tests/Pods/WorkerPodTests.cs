using System.Text.Json.Nodes;
using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Pods;

/// <summary>The pods that the operator renders, on a real kubelet, in a namespace with the restricted profile.</summary>
public sealed class WorkerPodTests(PodCluster cluster) : PoolTest(cluster)
{
    private const string Small = "resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 1Gi } }";

    [Fact]
    public async Task A_worker_in_a_pod_seals_a_sector_of_a_miner_in_a_pod()
    {
        await StartMinerAsync();
        TestPool pool = await MakePoolAsync("seal",
            $"tasks: [AP, PC1, PC2], niceness: 5, gpu: {{ count: 1 }}, storage: {{ sealing: {{ claim: {{ size: 1Gi }}, weight: 20 }} }}, {Small}");
        string folder = await MakeVolumeAsync("seal-0-sealing", "1Gi");
        await ApplyAsync(pool.Worker(0));
        await UntilReadyAsync("seal-0");
        await UntilRegisteredAsync($"seal-0.{Namespace}");

        await MinerAsync("pledge");
        await Patience.UntilAsync("the sector is proving",
            async () => (await MinerAsync("sectors", "list")).Contains("Proving", StringComparison.Ordinal));

        string log = await KubectlAsync("logs", "seal-0", "-c", "worker");
        Assert.Contains("PC2 s-t01000-0 done", log, StringComparison.Ordinal);
        // One object a line, and nothing else.
        foreach (string line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Assert.IsType<JsonObject>(JsonNode.Parse(line));
        JsonNode path = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "sectorstore.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(20, path["Weight"]!.GetValue<int>());
        Assert.Contains("NVIDIA_VISIBLE_DEVICES=GPU-fake-", await ExecAsync("seal-0", "env"), StringComparison.Ordinal);
        Assert.Equal(5, await NicenessAsync("seal-0"));
    }

    [Fact]
    public async Task A_pod_has_what_it_needs_and_no_more()
    {
        await StartMinerAsync();
        TestPool pool = await MakePoolAsync("plain",
            $"tasks: [AP, PC1], gpu: {{ count: 0 }}, network: {{ mode: PodIp }}, storage: {{ sealing: {{ emptyDir: {{ }} }} }}, {Small}");
        await ApplyAsync(pool.Worker(0));
        await UntilReadyAsync("plain-0");
        await UntilRegisteredAsync($"plain-0.{Namespace}");

        string variables = await ExecAsync("plain-0", "env");
        Assert.Contains("NVIDIA_VISIBLE_DEVICES=void\n", variables, StringComparison.Ordinal);
        Assert.DoesNotContain("KUBERNETES_SERVICE_HOST_", variables, StringComparison.Ordinal);
        Assert.Equal("532 532", (await ExecAsync("plain-0", "sh", "-c", "echo $(id -u) $(id -g)")).Trim());
        CommandResult written = await Node.TryKubectlAsync(["-n", Namespace, "exec", "plain-0", "--", "touch", "/usr/local/lib/x"]);
        Assert.Contains("Read-only file system", written.Error, StringComparison.Ordinal);
        CommandResult token = await Node.TryKubectlAsync(["-n", Namespace, "exec", "plain-0", "--", "ls", "/var/run/secrets"]);
        Assert.Contains("No such file", token.Error, StringComparison.Ordinal);
        Assert.Equal("0", await FieldAsync("pod", "plain-0", "{.status.containerStatuses[0].restartCount}"));
    }

    [Fact]
    public async Task A_deleted_pod_ends_when_its_miner_has_its_results()
    {
        await StartMinerAsync();
        TestPool pool = await MakePoolAsync("drains",
            $"tasks: [AP, PC1], gpu: {{ count: 0 }}, storage: {{ sealing: {{ emptyDir: {{ }} }} }}, {Small}");
        await ApplyAsync(pool.Worker(0));
        await UntilReadyAsync("drains-0");
        await UntilRegisteredAsync($"drains-0.{Namespace}");
        // The miner does not take the result: it is what the drain waits for.
        await MinerAsync("fault", "set", "Drop", "ReturnSealPreCommit1", "--count", "-1");
        await MinerAsync("pledge");
        await Patience.UntilAsync("PreCommit1 is done", async () => await LogHasAsync("PC1 s-t01000-0 done"));

        Task<CommandResult> log = Node.TryKubectlAsync(["-n", Namespace, "logs", "-f", "drains-0"]);
        await KubectlAsync("delete", "pod", "drains-0", "--wait=false");
        await Patience.UntilAsync("the drain has begun", async () => (await MinerAsync("workers", "list")).Length > 0 && await IntakeIsOffAsync());
        Assert.Equal("true", await FieldAsync("pod", "drains-0", "{.status.containerStatuses[0].ready}"));
        await MinerAsync("fault", "clear");
        await KubectlAsync("wait", "--for=delete", "pod/drains-0", "--timeout=150s");
        Assert.Contains("ReturnSealPreCommit1 of call", (await log).Output, StringComparison.Ordinal);
    }

    private async Task<int> NicenessAsync(string pod)
    {
        string statistics = await ExecAsync(pod, "cat", "/proc/1/stat");
        return int.Parse(statistics[(statistics.LastIndexOf(')') + 2)..].Split(' ')[16]);
    }

    private async Task<bool> LogHasAsync(string text) =>
        (await KubectlAsync("logs", "drains-0")).Contains(text, StringComparison.Ordinal);

    /// <summary>The worker's own list of tasks that it takes no more.</summary>
    private async Task<bool> IntakeIsOffAsync() =>
        !(await ExecAsync("drains-0", "lotus-seal-worker", "info")).Contains("PC1", StringComparison.Ordinal);
}
