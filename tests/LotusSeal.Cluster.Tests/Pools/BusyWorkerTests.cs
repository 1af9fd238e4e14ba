using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>Nobody loses a task by what is asked of its pool, unless a person gives it up.</summary>
public sealed class BusyWorkerTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    private const string Claims = "storage: { sealing: { claim: { size: 1Gi } } }";

    [Fact]
    public async Task A_changed_specification_waits_for_the_task()
    {
        await ApplyPoolAsync("busy", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("busy", 1);
        await MakeBusyAsync("busy");
        Dictionary<string, string> before = await PodsAsync("busy");

        await ChangeAsync("busy");
        await UntilConditionAsync("busy", "Draining", "Update", "busy-0: it finishes PC1 of sector 0");
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("busy"));
        await LetEndAsync();
        await UntilReplacedAsync("busy", "busy-0", before["busy-0"]);
        await UntilProvingAsync();
    }

    [Fact]
    public async Task A_smaller_pool_keeps_the_busy_worker()
    {
        await ApplyPoolAsync("busy", $"replicas: 3, {Plain}, {OwnDisk}");
        await UntilReadyAsync("busy", 3);
        // Otherwise it might be the one that stays anyway.
        foreach (string task in new[] { "AP", "PC1" }) await ExecAsync("busy-0", "lotus-seal-worker", "tasks", "disable", task);
        string busy = await MakeBusyAsync("busy");
        Assert.NotEqual("busy-0", busy);
        string uid = (await PodsAsync("busy"))[busy];

        await KubectlAsync("scale", "sealworker", "busy", "--replicas=1");
        await Patience.UntilAsync("one pod is left", async () => (await PodsAsync("busy")).Count == 1, () => Operator.Log);
        Assert.Equal([KeyValuePair.Create(busy, uid)], await PodsAsync("busy"));
        await LetEndAsync();
        await UntilProvingAsync();
        Assert.Equal([KeyValuePair.Create(busy, uid)], await PodsAsync("busy"));
    }

    [Fact]
    public async Task A_suspended_pool_and_a_deleted_one_wait_for_the_task()
    {
        await ApplyPoolAsync("busy", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("busy", 1);
        await MakeBusyAsync("busy");
        Dictionary<string, string> before = await PodsAsync("busy");
        await PatchAsync("sealworker", "busy", """{"spec":{"suspend":true}}""");
        await UntilConditionAsync("busy", "Draining", "Suspend", "PC1 of sector 0");
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("busy"));
        await LetEndAsync();
        await UntilProvingAsync();
        await Patience.UntilAsync("no pod is left", async () => (await PodsAsync("busy")).Count == 0, () => Operator.Log);
        await UntilConditionAsync("busy", "Ready", "Suspended");

        await PatchAsync("sealworker", "busy", """{"spec":{"suspend":false}}""");
        await UntilReadyAsync("busy", 1);
        await MakeBusyAsync("busy");
        before = await PodsAsync("busy");
        await KubectlAsync("delete", "sealworker", "busy", "--wait=false");
        await UntilConditionAsync("busy", "Draining", "Deletion", "PC1 of sector 1");
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("busy"));
        string row = await KubectlAsync("get", "sealworker", "busy", "-o", "wide");
        Assert.Contains("Deleting", row, StringComparison.Ordinal);
        Assert.Contains("PC1 of sector 1", row, StringComparison.Ordinal);
        await LetEndAsync();
        await KubectlAsync("wait", "--for=delete", "sealworker/busy", "--timeout=150s");
        Assert.Empty(await PodsAsync("busy"));
        await Patience.UntilAsync("both sectors are proving", async () => (await MinerAsync("sectors", "list")).Split("Proving").Length == 3);
    }

    [Fact]
    public async Task A_person_asks_for_a_drain_and_then_gives_the_task_up()
    {
        await MakeVolumeAsync("busy-0-sealing", "1Gi");
        await ApplyPoolAsync("busy", $"{Plain}, {Claims}");
        await UntilReadyAsync("busy", 1);
        await MakeBusyAsync("busy");
        string uid = (await PodsAsync("busy"))["busy-0"];
        await KubectlAsync("annotate", "pod", "busy-0", "lotusseal.io/drain=true");
        await UntilConditionAsync("busy", "Draining", "Requested", "PC1 of sector 0");
        await PassesAsync();
        Assert.Equal(uid, (await PodsAsync("busy"))["busy-0"]);

        await KubectlAsync("annotate", "pod", "busy-0", "lotusseal.io/force-drain=true");
        await UntilReplacedAsync("busy", "busy-0", uid);
        await UntilEventAsync("JobsGivenUp", "of sectors 0");
        await LetEndAsync();
        await UntilProvingAsync();
    }

    [Fact]
    public async Task A_deadline_gives_the_task_up_where_the_pool_says_so()
    {
        await MakeVolumeAsync("busy-0-sealing", "1Gi");
        await ApplyPoolAsync("busy", $"tasks: [AP, PC1, PC2], gpu: {{ count: 0 }}, drain: {{ quietPeriod: 1s, timeout: 8s, onTimeout: Force }}, {Claims}");
        await UntilReadyAsync("busy", 1);
        await MakeBusyAsync("busy");
        string uid = (await PodsAsync("busy"))["busy-0"];
        await ChangeAsync("busy");
        await UntilReplacedAsync("busy", "busy-0", uid);
        await UntilEventAsync("JobsGivenUp", "of sectors 0");
        await LetEndAsync();
        await UntilProvingAsync();
    }

    private Task UntilEventAsync(string reason, string text) => Patience.UntilAsync($"the event {reason} with '{text}'",
        async () => (await KubectlAsync("get", "events", "--field-selector", $"reason={reason}")).Contains(text, StringComparison.Ordinal),
        () => Operator.Log);
}
