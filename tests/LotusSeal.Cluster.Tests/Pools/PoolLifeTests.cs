using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>The life of a pool with an operator, from its first worker to its end.</summary>
public sealed class PoolLifeTests(PodCluster cluster) : OperatedTest(cluster)
{
    [Fact]
    public async Task A_pool_seals_shrinks_changes_and_goes()
    {
        await ApplyPoolAsync("life", "replicas: 2, tasks: [AP, PC1, PC2], gpu: { count: 0 }, storage: { sealing: { emptyDir: { } } }, drain: { quietPeriod: 1s }");
        await UntilReadyAsync("life", 2);
        await MinerAsync("pledge");
        await Patience.UntilAsync("the sector is proving",
            async () => (await MinerAsync("sectors", "list")).Contains("Proving", StringComparison.Ordinal));

        await KubectlAsync("scale", "sealworker", "life", "--replicas=1");
        await Patience.UntilAsync("one pod is left", async () => (await PodsAsync("life")).Count == 1);
        await UntilReadyAsync("life", 1);
        string before = (await PodsAsync("life")).Values.Single();
        await KubectlAsync("patch", "sealworker", "life", "--type=merge", "-p", """{"spec":{"pod":{"env":[{"name":"A","value":"b"}]}}}""");
        await Patience.UntilAsync("another pod is there", async () => (await PodsAsync("life")).Values.SingleOrDefault() is { } now && now != before);
        await UntilReadyAsync("life", 1);

        await KubectlAsync("delete", "sealworker", "life", "--timeout=150s");
        Assert.Empty(await PodsAsync("life"));
        Assert.DoesNotContain("life-", await MinerAsync("storage", "list"), StringComparison.Ordinal);
    }
}
