using k8s;
using LotusSeal.Operator.Tests.Cluster;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>The policy against deletes in the foreground, on both versions of the API server and with no operator there.</summary>
public sealed class ForegroundDeleteTests
{
    private const string Foreground = "?propagationPolicy=Foreground";

    [Theory]
    [InlineData("1.34.4")]
    [InlineData("1.37.2")]
    public async Task A_pool_at_work_is_not_deleted_in_the_foreground(string version)
    {
        await using ControlPlane? plane = await ControlPlane.StartAsync(version);
        if (plane is null) Assert.Skip($"Kubernetes {version} is not at hand");
        using Kubernetes client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.KubeConfig));
        client.HttpClient.BaseAddress = client.BaseUri;
        KubeObjects objects = new(client.HttpClient);
        await ApiServer.InstallAsync(objects);
        await Manifests.ApplyAsync(objects, Manifests.Read("admission"));
        await MakeAsync(objects, "probe", """{ "busyReplicas": 1 }""");
        await Patience.UntilAsync("the policy is effective",
            async () => !(await objects.DeleteAsync(PathOf("probe") + Foreground + "&dryRun=All")).IsTaken);

        string[] atWork = ["""{ "busyReplicas": 2, "runningTasks": 5 }""", """{ "runningTasks": 1 }""", """{ "drainingReplicas": 1 }"""];
        foreach (string status in atWork)
        {
            await MakeAsync(objects, "pool", status);
            KubeAnswer answer = await objects.DeleteAsync(PathOf("pool") + Foreground);
            Assert.Equal(403, answer.Code);
            Assert.Contains("Delete it without --cascade=foreground", answer.Text, StringComparison.Ordinal);
            Assert.Equal(403, (await objects.DeleteAsync(KubeObjects.Pools + Foreground)).Code);
            Assert.Equal(200, (await objects.GetAsync(PathOf("pool"))).Code);
            Assert.True((await objects.DeleteAsync(PathOf("pool") + "?propagationPolicy=Background")).IsTaken);
        }

        await MakeAsync(objects, "pool", """{ "busyReplicas": 2, "runningTasks": 5 }""");
        KubeAnswer words = await objects.DeleteAsync(PathOf("pool") + Foreground);
        Assert.Contains("2 workers have tasks (5 in all), 0 drain", words.Text, StringComparison.Ordinal);
        Assert.True((await objects.PatchAsync(PathOf("pool"), """{ "metadata": { "annotations": { "lotusseal.io/release": "true" } } }""")).IsTaken);
        Assert.True((await objects.DeleteAsync(PathOf("pool") + Foreground)).IsTaken);

        await MakeAsync(objects, "idle", """{ "readyReplicas": 3 }""");
        Assert.True((await objects.DeleteAsync(PathOf("idle") + Foreground)).IsTaken);
        await MakeAsync(objects, "fresh", null);
        Assert.True((await objects.DeleteAsync(PathOf("fresh") + Foreground)).IsTaken);
        Assert.True((await objects.DeleteAsync(PathOf("probe"))).IsTaken);
    }

    private static string PathOf(string name) => $"{KubeObjects.Pools}/{name}";

    private static async Task MakeAsync(KubeObjects objects, string name, string? status)
    {
        // One that was deleted in the foreground waits for a collector, which is not there.
        await objects.PatchAsync(PathOf(name), """{ "metadata": { "finalizers": null } }""");
        KubeAnswer made = await objects.CreateAsync(KubeObjects.Pools, AdmissionScene.PoolYaml(name), dryRun: false);
        Assert.True(made.IsTaken, made.Text);
        if (status is not null) Assert.True((await objects.PatchAsync($"{PathOf(name)}/status", $$"""{ "status": {{status}} }""")).IsTaken);
    }
}
