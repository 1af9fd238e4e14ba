using System.Globalization;
using System.Text.Json.Nodes;
using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>What a node does to its workers, and what people do to the node.</summary>
public sealed class NodeAndEvictionTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    private string _node = "";

    private string Broken => Path.Combine(Node.Folder, "gpu-health", "allocate-fails");

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _node = await NodeNameAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_node.Length > 0)
        {
            File.Delete(Broken);
            await Node.TryKubectlAsync(["uncordon", _node]);
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_node_is_emptied_when_its_task_has_ended()
    {
        await ApplyPoolAsync("node", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("node", 1);
        await MakeBusyAsync("node");
        string uid = (await PodsAsync("node"))["node-0"];
        Task<CommandResult> drain = Node.TryKubectlAsync(["drain", _node, "--pod-selector=lotusseal.io/pool=node", "--delete-emptydir-data"]);
        await UntilConditionAsync("node", "Draining", "NodeCordoned", "PC1 of sector 0");
        await PassesAsync();
        Assert.False(drain.IsCompleted);
        Assert.Equal(uid, (await PodsAsync("node"))["node-0"]);

        await LetEndAsync();
        CommandResult drained = await drain;
        Assert.True(drained.ExitCode == 0, drained.Error);
        Assert.Contains("disruption budget", drained.Error, StringComparison.Ordinal);
        await UntilConditionAsync("node", "Degraded", "Unschedulable");
        Assert.Equal("Pending", await FieldAsync("pod", "node-0", "{.status.phase}"));
        await PassesAsync();
        Assert.NotEqual(uid, (await PodsAsync("node"))["node-0"]);

        await Node.KubectlAsync("uncordon", _node);
        await UntilReadyAsync("node", 1);
        await UntilPoolAsync("node", "it has a node", pool => ReasonOf(pool, "Degraded") != "Unschedulable");
        await UntilProvingAsync();
    }

    [Theory, InlineData("Update"), InlineData("ScaleDown"), InlineData("")]
    public async Task No_eviction_passes_a_drain_for_another_reason(string reason)
    {
        await ApplyPoolAsync("node", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("node", 1);
        await MakeBusyAsync("node");
        Dictionary<string, string> before = await PodsAsync("node");
        if (reason == "Update") await ChangeAsync("node");
        else if (reason == "ScaleDown") await KubectlAsync("scale", "sealworker", "node", "--replicas=0");
        if (reason.Length > 0) await UntilConditionAsync("node", "Draining", reason, "PC1 of sector 0");

        CommandResult refused = await Node.TryKubectlAsync(
            ["create", "--raw", $"/api/v1/namespaces/{Namespace}/pods/node-0/eviction", "-f", "-"],
            $$"""{ "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": "node-0", "namespace": "{{Namespace}}" } }""");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("TooManyRequests", refused.Error, StringComparison.Ordinal);
        if (reason.Length > 0) await PassesAsync();
        Assert.Equal(before, await PodsAsync("node"));

        await LetEndAsync();
        await Patience.UntilAsync("the sector has its labels", async () =>
            !(await MinerAsync("sealing", "jobs")).Contains("PC1", StringComparison.Ordinal), () => Operator.Log);
        if (reason.Length == 0) Assert.Equal(before, await PodsAsync("node"));
        else await Patience.UntilAsync("the drained pod is gone",
            async () => !(await PodsAsync("node")).ContainsValue(before["node-0"]), () => Operator.Log);
    }

    [Fact]
    public async Task A_pod_that_its_node_refuses_is_replaced_until_it_is_taken()
    {
        await File.WriteAllTextAsync(Broken, "", TestContext.Current.CancellationToken);
        await ApplyPoolAsync("gpu", $"tasks: [AP, PC1], gpu: {{ count: 1 }}, {OwnDisk}");
        HashSet<string> seen = [];
        int most = 0, refusals = 0;
        await Patience.UntilAsync("the third pod is refused", async () =>
        {
            JsonArray pods = JsonNode.Parse(await KubectlAsync("get", "pods", "-l", "lotusseal.io/pool=gpu", "-o", "json"))!["items"]!.AsArray();
            JsonNode[] failed = [.. pods.Where(pod => pod!["status"]!["phase"]!.GetValue<string>() == "Failed").Select(pod => pod!)];
            most = Math.Max(most, failed.Length);
            foreach (JsonNode pod in failed)
            {
                Assert.Equal("UnexpectedAdmissionError", pod["status"]!["reason"]!.GetValue<string>());
                seen.Add(pod["metadata"]!["uid"]!.GetValue<string>());
                string count = pod["metadata"]!["annotations"]!["lotusseal.io/refusals"]?.GetValue<string>() ?? "0";
                refusals = int.Parse(count, CultureInfo.InvariantCulture);
            }

            return refusals >= 2;
        }, () => Operator.Log);
        Assert.Equal(1, most);
        // However late a look comes: no more pods than are counted.
        Assert.InRange(seen.Count, 1, refusals + 1);
        await UntilConditionAsync("gpu", "Degraded", "PodsFailing", "UnexpectedAdmissionError");

        File.Delete(Broken);
        await UntilReadyAsync("gpu", 1);
        await UntilPoolAsync("gpu", "nothing fails any more", pool => ReasonOf(pool, "Degraded") != "PodsFailing");
    }
}
