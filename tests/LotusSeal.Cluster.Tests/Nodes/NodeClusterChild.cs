using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Cluster.Tests.Nodes;

/// <summary>A test run that starts a cluster, says where, and is killed.</summary>
internal static class NodeClusterChild
{
    public const string Role = "node-cluster";

    public static int Play(string argument)
    {
        NodeCluster cluster = NodeCluster.StartAsync(gpus: 0).GetAwaiter().GetResult();
        Console.WriteLine(cluster.Folder);
        Thread.Sleep(Timeout.Infinite);
        return argument.Length;
    }
}
