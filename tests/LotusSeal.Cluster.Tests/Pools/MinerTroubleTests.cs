using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>A miner that is silent, or begins anew, costs no worker.</summary>
public sealed class MinerTroubleTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    private const string StatusWrites = "seal_operator_status_writes_total";

    [Fact]
    public async Task Nothing_is_done_while_the_miner_does_not_answer()
    {
        await ApplyPoolAsync("calm", $"replicas: 2, {Plain}, {OwnDisk}");
        await UntilReadyAsync("calm", 2);
        Dictionary<string, string> before = await PodsAsync("calm");
        double writes = await Operator.MetricAsync(StatusWrites);
        await FreezeMinerAsync();
        try
        {
            await UntilPoolAsync("calm", "the miner is not reachable",
                pool => Condition(pool, "MinerReachable")?["status"]?.GetValue<string>() == "False");
            await UntilConditionAsync("calm", "Ready", "MinerUnreachable");
            await PassesAsync();
            Assert.InRange(await Operator.MetricAsync(StatusWrites) - writes, 1, 2);

            await ChangeAsync("calm");
            await KubectlAsync("scale", "sealworker", "calm", "--replicas=1");
            await UntilPoolAsync("calm", "the change is seen",
                pool => pool["status"]!["observedGeneration"]!.GetValue<long>() == pool["metadata"]!["generation"]!.GetValue<long>());
            await PassesAsync();
            Assert.Equal(before, await PodsAsync("calm"));
            Assert.DoesNotContain("lotusseal.io/drain", await KubectlAsync("get", "pods", "-o", "yaml"), StringComparison.Ordinal);
        }
        finally
        {
            await ThawMinerAsync();
        }

        await Patience.UntilAsync("one new pod is left",
            async () => await PodsAsync("calm") is { Count: 1 } now && !before.Values.Contains(now.Values.Single()), () => Operator.Log);
        await UntilReadyAsync("calm", 1);
    }

    [Fact]
    public async Task A_busy_worker_outlives_a_restart_of_its_miner()
    {
        await ApplyPoolAsync("calm", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("calm", 1);
        await MakeBusyAsync("calm");
        Dictionary<string, string> before = await PodsAsync("calm");
        await MinerAsync("fault", "restart", "--for", "2000");
        await Patience.UntilAsync("the miner waits for the result of before", async () =>
            (await Node.TryKubectlAsync(["-n", Namespace, "exec", "lotus-miner", "--", "lotus-seal-devminer", "sealing", "jobs"])).Output
                .Contains("ret-wait", StringComparison.Ordinal), () => Operator.Log);

        await ChangeAsync("calm");
        await UntilConditionAsync("calm", "Draining", "Update", "PC1 of sector 0");
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("calm"));
        Assert.Equal(["calm-0"], WorkersWith(await PoolAsync("calm"), "PC1"));
        await LetEndAsync();
        await UntilReplacedAsync("calm", "calm-0", before["calm-0"]);
        await UntilProvingAsync();
    }
}
