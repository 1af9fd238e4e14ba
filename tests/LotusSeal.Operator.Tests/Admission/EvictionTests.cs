using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Admission;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Tests.Cluster;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>Evictions on a real API server, with the budget of the pool behind the webhook.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class EvictionTests(ApiServer server)
{
    private const string Pods = "/api/v1/namespaces/sealing/pods", Pools = "/apis/lotusseal.io/v1alpha1/namespaces/sealing/sealworkers";
    private const string Budgets = "/apis/policy/v1/namespaces/sealing/poddisruptionbudgets";

    private const string Running = """
        { "status": { "phase": "Running", "containerStatuses": [{ "name": "worker", "state": { "running": {} }, "ready": true, "restartCount": 0,
          "image": "a", "imageID": "a" }] } }
        """;

    /// <summary>On a node that was restarted.</summary>
    private const string PendingAgain = """
        { "status": { "phase": "Pending", "containerStatuses": [{ "name": "worker", "state": { "waiting": {} }, "ready": false, "restartCount": 1,
          "image": "a", "imageID": "a" }] } }
        """;

    private const string Busy = """
        { "status": { "busyReplicas": 1, "runningTasks": 6, "workers": [{ "name": "pc1-0", "managed": true, "phase": "Busy", "running": 6, "jobs": [
          { "id": "1", "sector": "s-t01000-9", "task": "PC1", "state": "running", "expectedEnd": "2026-11-26T14:30:00Z" },
          { "id": "2", "sector": "s-t01000-10", "task": "PC1", "state": "assigned" }] }] } }
        """;

    private const string Draining = """
        { "status": { "workers": [{ "name": "pc1-0", "managed": true, "phase": "Draining", "running": 0, "drain": { "reason": "Requested",
          "stage": "STAGE", "since": "SINCE", "message": "it has to be without work for 30s", "expectedEnd": "2026-11-26T15:00:00Z" } }] } }
        """;

    [Fact]
    public async Task A_worker_in_steady_state_is_kept_with_words_and_its_drain_is_asked_for_once()
    {
        await using AdmissionScene scene = await StartAsync();
        await KnowAsync(scene, Busy, pool => pool.Status is { RunningTasks: 6 });
        KubeAnswer answer = await EvictAsync(scene, "pc1-0");
        Assert.Equal(429, answer.Code);
        Assert.Equal("TooManyRequests", JsonNode.Parse(answer.Text)!["reason"]!.GetValue<string>());
        Assert.Contains("worker pc1-0 of pool pc1 is not evicted: it does PC1 of s-t01000-9 (running, until about 2026-11-26 14:30 UTC), "
            + "PC1 of s-t01000-10 (assigned), 4 more;", answer.Text, StringComparison.Ordinal);
        await Patience.UntilAsync("the drain is asked for", async () => await AnnotationAsync(scene, "pc1-0") == "true", scene.Log.ToString);
        for (int again = 0; again < 5; again++) Assert.Equal(429, (await EvictAsync(scene, "pc1-0")).Code);
        Assert.Single(scene.Log.Of(5802));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dry_run_is_refused_and_changes_nothing(bool inQuery)
    {
        await using AdmissionScene scene = await StartAsync();
        await KnowAsync(scene, Busy, pool => pool.Status is { RunningTasks: 6 });
        KubeAnswer answer = inQuery ? await EvictAsync(scene, "pc1-0", "?dryRun=All")
            : await EvictAsync(scene, "pc1-0", "", """{ "dryRun": ["All"] }""");
        Assert.Equal(429, answer.Code);
        Assert.Contains("is not evicted", answer.Text, StringComparison.Ordinal);
        // What is asked for is written in order: that of another pod would come after it.
        await MakePodAsync(scene, "pc1-7", "pc1", Running);
        Assert.Equal(429, (await EvictAsync(scene, "pc1-7")).Code);
        await Patience.UntilAsync("the other drain is asked for", async () => await AnnotationAsync(scene, "pc1-7") == "true", scene.Log.ToString);
        Assert.Null(await AnnotationAsync(scene, "pc1-0"));
    }

    [Theory]
    [InlineData("Quiesce", "2026-11-26T10:00:00Z", true)]
    // The drain of an earlier pod of that name says nothing of this one.
    [InlineData("Delete", "2026-11-25T10:00:00Z", true)]
    [InlineData("Delete", "2026-11-26T10:00:00Z", false)]
    public async Task A_worker_that_drains_is_kept_until_it_is_drained(string stage, string since, bool kept)
    {
        await using AdmissionScene scene = await StartAsync();
        string drain = """
            { "metadata": { "annotations": { "lotusseal.io/drain-reason": "Requested", "lotusseal.io/drain-started": "2026-11-26T10:00:00Z" } } }
            """;
        Assert.True((await scene.Objects.PatchAsync($"{Pods}/pc1-0", drain)).IsTaken);
        string status = Draining.Replace("STAGE", stage, StringComparison.Ordinal).Replace("SINCE", since, StringComparison.Ordinal);
        await KnowAsync(scene, status, pool => pool.Status?.Workers?[0].Drain?.Since == since);
        await Patience.UntilAsync("the mark is known", () => scene.Pods.Get(new ObjectKey("sealing", "pc1-0"))!.Metadata.Annotations is { Count: 2 });
        KubeAnswer answer = await EvictAsync(scene, "pc1-0");
        Assert.Equal(429, answer.Code);
        // Then it is the budget that keeps it: the operator deletes it itself.
        Assert.Equal(kept, answer.Text.Contains("is not evicted", StringComparison.Ordinal));
        if (kept) Assert.Contains("its drain has begun (Requested, ", answer.Text, StringComparison.Ordinal);
        Assert.Null(await AnnotationAsync(scene, "pc1-0"));
    }

    [Theory]
    [InlineData("""{ "status": { "phase": "Failed" } }""", true)]
    [InlineData("""{ "status": { "phase": "Pending" } }""", true)]
    // The budget lets a pending pod go, whose call store may be full.
    [InlineData(PendingAgain, false)]
    public async Task A_worker_that_has_failed_or_never_started_may_go(string status, bool goes)
    {
        await using AdmissionScene scene = await StartAsync(status);
        await KnowAsync(scene, Busy, pool => pool.Status is { RunningTasks: 6 });
        KubeAnswer answer = await EvictAsync(scene, "pc1-0");
        Assert.True(answer.Code == (goes ? 201 : 429), $"{answer.Code} {answer.Text}");
    }

    [Fact]
    public async Task A_worker_that_is_deleted_already_gets_no_shorter_grace_and_a_paused_pool_no_drain()
    {
        await using AdmissionScene scene = await StartAsync();
        await KnowAsync(scene, Busy, pool => pool.Status is { RunningTasks: 6 });
        string pause = """{ "metadata": { "annotations": { "lotusseal.io/paused": "true" } } }""";
        Assert.True((await scene.Objects.PatchAsync($"{Pools}/pc1", pause)).IsTaken);
        await Patience.UntilAsync("the pause is known", () => scene.Pools.Get(new ObjectKey("sealing", "pc1"))!.Metadata.Annotations is { Count: 1 });
        Assert.Contains("is paused", (await EvictAsync(scene, "pc1-0")).Text, StringComparison.Ordinal);

        Assert.True((await scene.Objects.PatchAsync($"{Pods}/pc1-0", """{ "metadata": { "finalizers": ["a.test/b"] } }""")).IsTaken);
        await scene.Objects.DeleteAsync($"{Pods}/pc1-0");
        await Patience.UntilAsync("its end is known",
            () => scene.Pods.Get(new ObjectKey("sealing", "pc1-0"))!.Metadata.DeletionTimestamp is not null);
        KubeAnswer answer = await EvictAsync(scene, "pc1-0", "", """{ "gracePeriodSeconds": 0 }""");
        Assert.Equal(429, answer.Code);
        Assert.Contains("has been deleted already", answer.Text, StringComparison.Ordinal);
        Assert.Empty(scene.Log.Of(5802));
    }

    [Fact]
    public async Task A_drain_is_asked_for_once_and_again_only_when_that_failed()
    {
        await using AdmissionScene scene = await StartAsync();
        await MakePodAsync(scene, "pc1-1", "pc1", Running);
        DrainRequests requests = new(new EntityClient<V1Pod>(scene.Connection, new EntityDefinition<V1Pod>(KubeJson.Options())), scene.Log);
        using CancellationTokenSource stop = new();
        Task running = requests.RunAsync(stop.Token);
        string uid = scene.Pods.Get(new ObjectKey("sealing", "pc1-0"))!.Metadata.Uid;
        for (int again = 0; again < 3; again++) requests.Ask(new ObjectKey("sealing", "pc1-0"), uid);
        // Another pod of its name by now.
        requests.Ask(new ObjectKey("sealing", "pc1-1"), uid + "x");
        await Patience.UntilAsync("it is refused", () => scene.Log.Of(5803).Length == 1, scene.Log.ToString);
        Assert.Single(scene.Log.Of(5802));
        Assert.Null(await AnnotationAsync(scene, "pc1-1"));
        requests.Ask(new ObjectKey("sealing", "pc1-1"), uid + "x");
        await Patience.UntilAsync("it is refused again", () => scene.Log.Of(5803).Length == 2, scene.Log.ToString);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Pods_of_others_and_of_a_pool_that_is_gone_are_no_business_of_ours()
    {
        await using AdmissionScene scene = await StartAsync();
        await MakePodAsync(scene, "database-0", null, Running);
        await MakePodAsync(scene, "other-1", "other", Running);
        // The label is anybody's; the name is not that of a worker.
        await MakePodAsync(scene, "stray-0", "pc1", Running);
        Assert.Equal(201, (await EvictAsync(scene, "database-0")).Code);
        Assert.Equal(201, (await EvictAsync(scene, "other-1")).Code);
        Assert.DoesNotContain("is not evicted", (await EvictAsync(scene, "stray-0")).Text, StringComparison.Ordinal);
    }

    /// <summary>A replica with a pool, its budget, and one pod.</summary>
    private async Task<AdmissionScene> StartAsync(string podStatus = Running)
    {
        AdmissionScene scene = await AdmissionScene.StartAsync(server);
        KubeObjects objects = scene.Objects;
        JsonNode left = JsonNode.Parse((await objects.GetAsync(Pods)).Text)!;
        foreach (JsonNode? pod in left["items"]!.AsArray())
        {
            string path = $"{Pods}/{pod!["metadata"]!["name"]}";
            await objects.PatchAsync(path, """{ "metadata": { "finalizers": null } }""");
            await objects.DeleteAsync($"{path}?gracePeriodSeconds=0");
        }

        await objects.DeleteAsync($"{Pools}/pc1");
        Assert.True((await objects.CreateAsync(Pools, AdmissionScene.PoolYaml("pc1"), dryRun: false)).IsTaken);
        string budget = """
            { "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": "pc1" },
              "spec": { "minAvailable": 2147483647, "selector": { "matchLabels": { "lotusseal.io/pool": "pc1" } } } }
            """;
        Assert.True((await objects.ApplyAsync($"{Budgets}/pc1", budget, dryRun: false)).IsTaken);
        await MakePodAsync(scene, "pc1-0", "pc1", podStatus);
        return scene;
    }

    private static async Task MakePodAsync(AdmissionScene scene, string name, string? pool, string status)
    {
        JsonObject labels = [];
        if (pool is not null) labels["lotusseal.io/pool"] = pool;
        string pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = "node",
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "worker", ["image"] = "localhost/worker" }),
            },
        }.ToJsonString();
        KubeAnswer made = await scene.Objects.CreateAsync(Pods, pod, dryRun: false);
        Assert.True(made.IsTaken, made.Text);
        KubeAnswer patched = await scene.Objects.PatchAsync($"{Pods}/{name}/status", status);
        Assert.True(patched.IsTaken, patched.Text);
        string version = JsonNode.Parse(patched.Text)!["metadata"]!["resourceVersion"]!.GetValue<string>();
        if (pool is null) return;
        await Patience.UntilAsync($"{name} is known", () => scene.Pods.Get(new ObjectKey("sealing", name))?.Metadata.ResourceVersion == version);
    }

    /// <summary>Writes a status of the pool, as the leader would, and waits until the replica knows it.</summary>
    private static async Task KnowAsync(AdmissionScene scene, string status, Func<V1Alpha1SealWorker, bool> known)
    {
        KubeAnswer answer = await scene.Objects.PatchAsync($"{Pools}/pc1/status", status);
        Assert.True(answer.IsTaken, answer.Text);
        await Patience.UntilAsync("the status is known", () => scene.Pools.Get(new ObjectKey("sealing", "pc1")) is { } pool && known(pool));
    }

    private static async Task<string?> AnnotationAsync(AdmissionScene scene, string pod) =>
        JsonNode.Parse((await scene.Objects.GetAsync($"{Pods}/{pod}")).Text)!["metadata"]!["annotations"]?["lotusseal.io/drain"]?.GetValue<string>();

    private static Task<KubeAnswer> EvictAsync(AdmissionScene scene, string pod, string query = "", string options = "{}") => scene.Objects.PostAsync(
        $"{Pods}/{pod}/eviction{query}",
        $$"""
            { "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": "{{pod}}", "namespace": "sealing" },
              "deleteOptions": {{options}} }
            """);
}
