using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>Sectors in a folder of a node.</summary>
public sealed class FolderTests(ApiServer server) : OperatorTest(server)
{
    private const string Nodes = "lotusseal.io/nodes";

    [Fact]
    public async Task A_worker_comes_back_to_the_node_of_its_folder()
    {
        await ApplyPoolAsync("far", "replicas: 2, storage: { sealing: { hostPath: { path: /mnt/nvme } } }");
        // Nodes are no objects here.
        Operator.Start("--namespace", Namespace, "--no-nodes");
        await UntilPodsAsync("far", 2);
        await BindAsync("far-1", "node-b");
        await RunAsync("far-1");
        await UntilAsync("its node is written down", async () => await NodesAsync() == "1=node-b");

        // Somebody deletes the pod and stops the operator, one after the other.
        await Operator.KillAsync();
        await Server.DeleteAsync($"{Pods}/far-1");
        Operator.Start("--namespace", Namespace, "--no-nodes");
        await UntilPodsAsync("far", 2);
        JsonNode fields = (await Server.GetAsync($"{Pods}/far-1"))!["spec"]!["affinity"]!["nodeAffinity"]!
            ["requiredDuringSchedulingIgnoredDuringExecution"]!["nodeSelectorTerms"]![0]!["matchFields"]![0]!;
        Assert.Equal("""{"key":"metadata.name","operator":"In","values":["node-b"]}""", fields.ToJsonString());
        Assert.Null((await Server.GetAsync($"{Pods}/far-0"))!["spec"]!["affinity"]);
        Assert.Equal("1=node-b", await NodesAsync());
    }

    private async Task<string?> NodesAsync() => (await PoolAsync("far"))["metadata"]!["annotations"]?[Nodes]?.GetValue<string>();

    /// <summary>A double of the scheduler.</summary>
    private async Task BindAsync(string pod, string node) => (await Server.SendAsync(HttpMethod.Post, $"{Pods}/{pod}/binding", $$"""
        { "apiVersion": "v1", "kind": "Binding", "metadata": { "name": "{{pod}}" }, "target": { "apiVersion": "v1", "kind": "Node", "name": "{{node}}" } }
        """)).Taken();
}
