using System.Diagnostics;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Nodes;

/// <summary>The cluster of the tests itself: it disturbs nobody who comes after.</summary>
public sealed class NodeClusterTests
{
    [Fact]
    public async Task A_killed_test_run_leaves_no_cluster()
    {
        if (NodeNeeds.Missing() is { } missing) Assert.Skip(missing);
        using Process run = ChildProcess.Start(NodeClusterChild.Role, "");
        string folder = (await run.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        Assert.True(File.Exists(Path.Combine(folder, "admin.kubeconfig")), folder);
        int server = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "run", "kube-apiserver.pid"), TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists($"/proc/{server}"));
        run.Kill();
        await Patience.UntilAsync("its folder is gone", () => !Directory.Exists(folder));
        // Its entry stays until somebody has taken note of its end.
        await Patience.UntilAsync("its server is gone", () => !Directory.Exists($"/proc/{server}") || File.ReadAllText($"/proc/{server}/cmdline").Length == 0);
    }

    [Fact]
    public async Task A_component_that_was_killed_comes_back()
    {
        if (NodeNeeds.Missing() is { } missing) Assert.Skip(missing);
        await using NodeCluster cluster = await NodeCluster.StartAsync(gpus: 1);
        // The node is ready before its kubelet has told what the device plugin has.
        await Patience.UntilAsync("the node has its GPU", async () =>
            await cluster.KubectlAsync("get", "nodes", "-o", "jsonpath={.items[0].status.capacity.nvidia\\.com/gpu}") == "1");
        await cluster.SignalAsync("kube-apiserver", "KILL");
        Assert.NotEqual(0, (await cluster.TryKubectlAsync(["get", "nodes", "--request-timeout=5s"])).ExitCode);
        await cluster.StartComponentAsync("kube-apiserver");
        await cluster.UntilKubectlAsync("the API server answers", "get", "nodes", "--request-timeout=5s");
    }
}
