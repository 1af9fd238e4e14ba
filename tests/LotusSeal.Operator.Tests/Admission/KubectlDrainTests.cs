using System.Diagnostics;
using System.Text.Json.Nodes;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Tests.Cluster;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>`kubectl drain` waits for a worker that is refused, and gets through when the operator has deleted it.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class KubectlDrainTests(ApiServer server)
{
    private const string Pod = "/api/v1/namespaces/sealing/pods/farm-0", Pools = "/apis/lotusseal.io/v1alpha1/namespaces/sealing/sealworkers";

    [Fact]
    public async Task It_gets_through_in_the_end()
    {
        await using AdmissionScene scene = await AdmissionScene.StartAsync(server);
        string kubectl = Path.Combine(KubeAssets.Find()!, "kubectl");
        if (!File.Exists(kubectl)) Assert.Skip($"there is no {kubectl}");
        KubeObjects objects = scene.Objects;
        JsonNode node = JsonNode.Parse("""{ "apiVersion": "v1", "kind": "Node", "metadata": { "name": "leaving" } }""")!;
        await Manifests.ApplyAsync(objects, [node]);
        Assert.True((await objects.CreateAsync(Pools, AdmissionScene.PoolYaml("farm"), dryRun: false)).IsTaken);
        Assert.True((await objects.CreateAsync("/api/v1/namespaces/sealing/pods", """
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "farm-0", "labels": { "lotusseal.io/pool": "farm" } },
              "spec": { "nodeName": "leaving", "containers": [{ "name": "worker", "image": "localhost/worker" }] } }
            """, dryRun: false)).IsTaken);
        Assert.True((await objects.PatchAsync($"{Pod}/status", """{ "status": { "phase": "Running" } }""")).IsTaken);
        await Patience.UntilAsync("the pod is known", () => scene.Pods.Get(new ObjectKey("sealing", "farm-0"))?.Status?.Phase == "Running");

        // By force: here the pod has no owner.
        using Process drain = Process.Start(new ProcessStartInfo(kubectl, ["--kubeconfig", server.KubeConfig, "drain", "leaving", "--force"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> said = drain.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Patience.UntilAsync("the drain of the worker is asked for", async () => (await objects.GetAsync(Pod)).Text.Contains(
            "\"lotusseal.io/drain\":\"true\"", StringComparison.Ordinal));
        Assert.False(drain.HasExited);
        // What the operator does when the worker is drained.
        await objects.DeleteAsync($"{Pod}?gracePeriodSeconds=0");
        await drain.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, drain.ExitCode);
        Assert.Contains("is not evicted", await said, StringComparison.Ordinal);
        await objects.DeleteAsync($"{Pools}/farm");
    }
}
