using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>Sectors in a folder of a node.</summary>
public sealed class FolderTests(ApiServer server) : OperatorTest(server)
{
    private const string Nodes = "lotusseal.io/nodes";

    /// <summary>Whether the operator may see nodes or not: no pod is at that of the folder meanwhile.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_worker_comes_back_to_the_node_of_its_folder(bool seesNodes)
    {
        string node = $"{Namespace}-node";
        string[] flags = ["--namespace", Namespace, .. seesNodes ? Array.Empty<string>() : ["--no-nodes"]];
        await MakeNodeAsync(node);
        await ApplyPoolAsync("far", "replicas: 2, storage: { sealing: { hostPath: { path: /mnt/nvme } } }");
        Operator.Start(flags);
        await UntilPodsAsync("far", 2);
        await BindPodAsync("far-1", node);
        await RunAsync("far-1");
        await UntilAsync("its node is written down", async () => await NodesAsync() == $"1={node}");

        // Somebody deletes the pod and stops the operator, one after the other.
        await Operator.TerminateAsync();
        await Server.DeleteAsync($"{Pods}/far-1");
        Operator.Start(flags);
        await UntilPodsAsync("far", 2);
        JsonNode fields = (await Server.GetAsync($"{Pods}/far-1"))!["spec"]!["affinity"]!["nodeAffinity"]!
            ["requiredDuringSchedulingIgnoredDuringExecution"]!["nodeSelectorTerms"]![0]!["matchFields"]![0]!;
        Assert.Equal($$"""{"key":"metadata.name","operator":"In","values":["{{node}}"]}""", fields.ToJsonString());
        Assert.Null((await Server.GetAsync($"{Pods}/far-0"))!["spec"]!["affinity"]);
        Assert.Equal($"1={node}", await NodesAsync());
    }

    private async Task<string?> NodesAsync() => (await PoolAsync("far"))["metadata"]!["annotations"]?[Nodes]?.GetValue<string>();
}
