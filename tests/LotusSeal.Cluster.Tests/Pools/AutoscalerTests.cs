using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>
/// The autoscaler of the cluster drives a pool by its scale subresource. There are no metrics here, so that its bounds alone say how many there are.
/// </summary>
public sealed class AutoscalerTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    [Fact]
    public async Task What_it_takes_away_ends_its_task_first()
    {
        await ApplyPoolAsync("auto", $"replicas: 1, {Plain}, {OwnDisk}");
        await UntilReadyAsync("auto", 1);
        await BoundAsync(2, 3);
        await UntilReadyAsync("auto", 2);
        string busy = await MakeBusyAsync("auto");
        Dictionary<string, string> before = await PodsAsync("auto");

        await PatchAsync("sealworker", "auto", """{"spec":{"replicas":3}}""");
        await UntilReadyAsync("auto", 3);
        await BoundAsync(1, 1);
        await Patience.UntilAsync("one pod is left", async () => (await PodsAsync("auto")).Count == 1, () => Operator.Log);
        Assert.Equal([KeyValuePair.Create(busy, before[busy])], await PodsAsync("auto"));
        Assert.Equal("1", await FieldAsync("sealworker", "auto", "{.spec.replicas}"));
        await LetEndAsync();
        await UntilProvingAsync();
        Assert.Equal("1", await FieldAsync("horizontalpodautoscaler", "auto", "{.status.currentReplicas}"));
    }

    private Task BoundAsync(int least, int most) => ApplyAsync($$"""
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: { name: auto }
        spec:
          scaleTargetRef: { apiVersion: lotusseal.io/v1alpha1, kind: SealWorker, name: auto }
          minReplicas: {{least}}
          maxReplicas: {{most}}
          metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
        """);
}
