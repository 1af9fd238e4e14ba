using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>A test with a development miner in its namespace, and pools whose objects it makes as the operator would.</summary>
public abstract class PoolTest(PodCluster cluster) : ClusterTest(cluster)
{
    private static readonly string Miner = Path.Combine(Repository.Root, "config", "samples", "devminer.yaml");

    /// <summary>The miner of config/samples.</summary>
    protected virtual Task<string> MinerManifestAsync() => File.ReadAllTextAsync(Miner);

    /// <summary>Starts the miner of config/samples and makes the Secret of its token, as its comment says.</summary>
    protected async Task StartMinerAsync()
    {
        await ApplyAsync(await MinerManifestAsync());
        await UntilReadyAsync("lotus-miner");
        string token = await ExecAsync("lotus-miner", "cat", "/var/lib/lotus-miner/token");
        await KubectlAsync("create", "secret", "generic", "miner-token", $"--from-literal=token={token}");
    }

    /// <summary>Makes a pool and what it shares.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="spec">The specification without the miner, in YAML flow style.</param>
    private protected async Task<TestPool> MakePoolAsync(string name, string spec)
    {
        await ApplyAsync($$"""
            apiVersion: lotusseal.io/v1alpha1
            kind: SealWorker
            metadata: { name: {{name}} }
            spec: { miner: { address: /dns/lotus-miner/tcp/2345/http, tokenSecretRef: { name: miner-token } }, {{spec}} }
            """);
        TestPool pool = TestPool.Of(await KubectlAsync("get", "sealworker", name, "-o", "json"));
        await ApplyAsync(pool.Shared());
        return pool;
    }

    /// <summary>What the development miner's command prints.</summary>
    protected Task<string> MinerAsync(params string[] line) => ExecAsync("lotus-miner", ["lotus-seal-devminer", .. line]);

    /// <summary>Waits until the miner lists a worker.</summary>
    protected Task UntilRegisteredAsync(string worker) =>
        Patience.UntilAsync($"the miner lists {worker}",
            async () => (await MinerAsync("workers", "list")).Contains(worker, StringComparison.Ordinal));

    /// <summary>The miner stands still: connections are taken, and nobody answers on them.</summary>
    protected async Task FreezeMinerAsync() => await ContainersAsync("task", "pause", await ContainerAsync("lotus-miner"));

    /// <summary>It goes on.</summary>
    protected async Task ThawMinerAsync() => await ContainersAsync("task", "resume", await ContainerAsync("lotus-miner"));

    /// <summary>The container of a pod, by which the node knows it.</summary>
    protected async Task<string> ContainerAsync(string pod) =>
        (await FieldAsync("pod", pod, "{.status.containerStatuses[0].containerID}"))["containerd://".Length..];

    /// <summary>What the node's containerd says: also while the API server is away.</summary>
    protected async Task<string> ContainersAsync(params string[] line)
    {
        CommandResult result = await Node.ContainersAsync(line);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', line)}: {result.Error}");
        return result.Output;
    }
}
