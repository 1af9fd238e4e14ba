using System.Diagnostics;
using System.Globalization;
using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Charts;

/// <summary>From an empty namespace to a sealed sector, through an upgrade with a task at work, to the end.</summary>
public sealed class ChartLifeTests(PodCluster cluster) : ChartTest(cluster)
{
    private static readonly string[] Values =
    [
        "--set", "miner.enabled=true,miner.kind=Development,miner.persistence.size=1Gi",
        "--set", "pools.cpu.tasks={AP,PC1,PC2},pools.cpu.gpu.count=0,pools.cpu.drain.quietPeriod=1s",
        "--set", "pools.cpu.resources.requests.cpu=20m,pools.cpu.resources.requests.memory=128Mi,pools.cpu.resources.limits.memory=1Gi",
        "--set", "pools.cpu.storage.sealing.claim.size=1Gi",
    ];

    [Fact]
    public async Task A_sector_is_sealed_and_no_task_ends_in_an_upgrade_or_an_uninstall()
    {
        await MakeVolumeAsync("repository-lotus-miner-0", "1Gi");
        await MakeVolumeAsync("cpu-0-sealing", "1Gi");
        Stopwatch clock = Stopwatch.StartNew();
        await ReleaseAsync("install", Values);
        await UntilFieldAsync("sealworker", "cpu", "{.status.readyReplicas}", "1");
        Say(clock, "the pool is ready");
        await SealFirstSectorAsync();
        Say(clock, "the first sector is sealed");
        await TestReleaseAsync();

        string pod = await BusyAsync();
        await ReleaseAsync("upgrade", [.. Values, "--set", "operator.logLevel=debug,pools.cpu.pod.env[0].name=A,pools.cpu.pod.env[0].value=b"]);
        await KubectlAsync("rollout", "status", "deployment/lotus-seal-operator", "--timeout=120s");
        await UntilFieldAsync("sealworker", "cpu", "{.status.drainingReplicas}", "1");
        Assert.Equal(pod, await FieldAsync("pod", "cpu-0", "{.metadata.uid}"));

        CommandResult refused = await TryHelmAsync("uninstall", "seal", "--timeout", "60s");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains($"{Namespace}/cpu", await KubectlAsync("logs", "job/lotus-seal-uninstall"), StringComparison.Ordinal);
        Assert.Contains($"1 pools are there: {Namespace}/cpu", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.Equal(pod, await FieldAsync("pod", "cpu-0", "{.metadata.uid}"));

        await MinerAsync("fault", "clear");
        await UntilProvingAsync(2);
        await UntilFieldAsync("sealworker", "cpu", "{.status.updatedReplicas}", "1");
        Assert.NotEqual(pod, await FieldAsync("pod", "cpu-0", "{.metadata.uid}"));
        await RemoveReleaseAsync();
        Assert.Contains("repository-lotus-miner-0", await KubectlAsync("get", "pvc"), StringComparison.Ordinal);
        Assert.Contains("miner-token", await KubectlAsync("get", "secrets"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_follows_a_miner_that_begins_anew()
    {
        await ReleaseAsync("install", "--set", "operator.enabled=false,miner.enabled=true,miner.kind=Development,miner.persistence.enabled=false");
        string first = await PublishedAsync("");
        await KubectlAsync("delete", "pod", "lotus-miner-0", "--wait=false");
        Assert.NotEqual(first, await PublishedAsync(first));
    }

    /// <summary>The token of the miner, once the Secret has it, and it is not an earlier one.</summary>
    private async Task<string> PublishedAsync(string earlier)
    {
        string token = "";
        await Patience.UntilAsync("the Secret has the miner's token", async () =>
        {
            string[] asked = ["-n", Namespace, "get", "secret", "miner-token", "-o", "jsonpath={.data.token}"];
            string[] told = ["-n", Namespace, "exec", "lotus-miner-0", "-c", "miner", "--", "/bin/sh", "-c", "cat /var/lib/lotus-miner/token"];
            CommandResult secret = await Node.TryKubectlAsync(asked), file = await Node.TryKubectlAsync(told);
            if (secret.ExitCode != 0 || file.ExitCode != 0) return false;
            token = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret.Output));
            return token.Length > 0 && token == file.Output.Trim() && token != earlier;
        });
        return token;
    }

    /// <summary>A PreCommit1 that does not end: the miner does not take its result.</summary>
    /// <returns>UID of its pod.</returns>
    private async Task<string> BusyAsync()
    {
        await MinerAsync("fault", "set", "Drop", "ReturnSealPreCommit1", "--count", "-1");
        await MinerAsync("pledge");
        await UntilFieldAsync("sealworker", "cpu", "{.status.busyReplicas}", "1");
        return await FieldAsync("pod", "cpu-0", "{.metadata.uid}");
    }

    private static void Say(Stopwatch clock, string what) => TestContext.Current.SendDiagnosticMessage("{0}",
        string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s after `helm install`: {what}"));
}
