using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>What people and other programs do to pools and their pods.</summary>
public sealed class OddPoolTests(ApiServer server) : OperatorTest(server)
{
    [Fact]
    public async Task A_pool_with_the_longest_name_and_the_most_workers_has_them_all_and_a_status_with_a_part()
    {
        string name = "p" + new string('o', 57) + "l";
        StartOperator();
        await ApplyPoolAsync(name, "replicas: 256");
        await UntilPodsAsync(name, 256);
        await UntilAsync("the status tells of them", async () => (await PoolAsync(name))["status"]!["workersOmitted"]?.GetValue<int>() == 128);
        Assert.Equal(128, (await PoolAsync(name))["status"]!["workers"]!.AsArray().Count);
    }

    [Fact]
    public async Task Unicode_in_annotations_of_pool_and_pods_changes_nothing()
    {
        StartOperator();
        await ApplyPoolAsync("text", """replicas: 1, pod: { annotations: { "example.com/a": "Ä ☃ 🜁 é" } }""",
            """, annotations: { "example.com/b": "日本 🜁" }""");
        await UntilPodsAsync("text", 1);
        Assert.Equal("Ä ☃ 🜁 é", (await Server.GetAsync($"{Pods}/text-0"))!["metadata"]!["annotations"]!["example.com/a"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_status_that_somebody_else_writes_is_put_right()
    {
        StartOperator();
        await ApplyPoolAsync("status");
        await UntilPodsAsync("status", 1);
        await Server.PatchAsync($"{Pools}/status/status", """
            { "status": { "replicas": 7, "credentialHash": "x", "workersOmitted": 3,
              "workers": [{ "name": "status-9", "phase": "Idle", "managed": true, "session": "11111111-1111-1111-1111-111111111111" }] } }
            """);
        await UntilAsync("the status is right", async () => (await PoolAsync("status"))["status"]!.AsObject() is { } status
            && status["replicas"]!.GetValue<int>() == 1 && status["workersOmitted"] is null
            && status["workers"]!.AsArray().Select(worker => worker!["name"]!.GetValue<string>()).SequenceEqual(["status-0"]));
    }

    [Fact]
    public async Task A_finalizer_that_somebody_takes_off_comes_back_with_those_of_others()
    {
        StartOperator();
        await ApplyPoolAsync("held");
        await UntilPodsAsync("held", 1);
        await Server.PatchAsync($"{Pools}/held", """{"metadata":{"finalizers":["example.com/other"]}}""");
        await UntilAsync("it is there again", async () => (await PoolAsync("held"))["metadata"]!["finalizers"]!.AsArray()
            .Select(name => name!.GetValue<string>()).Order().SequenceEqual(["example.com/other", "lotusseal.io/drain"]));
    }

    [Fact]
    public async Task A_pool_that_is_changed_all_the_time_ends_as_it_was_last()
    {
        StartOperator();
        await ApplyPoolAsync("busy");
        await UntilPodsAsync("busy", 1);
        for (int edit = 0; edit < 300; edit++)
            await Server.PatchAsync($"{Pools}/busy", $$"""
                { "metadata": { "annotations": { "example.com/edit": "{{edit}}" } }, "spec": { "replicas": {{1 + (edit % 4)}} } }
                """);
        await Server.PatchAsync($"{Pools}/busy", """{"spec":{"replicas":2}}""");
        await UntilPodsAsync("busy", 2);
        await UntilAsync("the status is of the last", async () => await PoolAsync("busy") is { } pool
            && pool["status"]!["observedGeneration"]!.GetValue<long>() == pool["metadata"]!["generation"]!.GetValue<long>());
    }

    /// <summary>Without its label a pod is out of the watch. It still runs: what the miner waits for from it must not be given up.</summary>
    [Fact]
    public async Task A_pod_whose_label_somebody_takes_off_gets_it_back_and_stays()
    {
        StartOperator();
        await ApplyPoolAsync("labelled", "replicas: 2");
        await UntilPodsAsync("labelled", 2);
        string uid = (await Server.GetAsync($"{Pods}/labelled-0"))!["metadata"]!["uid"]!.GetValue<string>();
        await Server.PatchAsync($"{Pods}/labelled-0", """{"metadata":{"labels":{"lotusseal.io/pool":null}}}""");
        await UntilAsync("it has its label again", async () =>
            (await Server.GetAsync($"{Pods}/labelled-0"))!["metadata"]!["labels"]!["lotusseal.io/pool"]?.GetValue<string>() == "labelled");
        Assert.Equal(uid, (await Server.GetAsync($"{Pods}/labelled-0"))!["metadata"]!["uid"]!.GetValue<string>());
        await UntilAsync("nothing is wrong any more", async () => await ConditionAsync("labelled", "Degraded") is not { } condition
            || condition["reason"]!.GetValue<string>() != "PodRejected");
    }

    [Fact]
    public async Task A_pool_goes_although_its_schema_refuses_it_by_now()
    {
        StartOperator();
        await ApplyPoolAsync("strict", "replicas: 2");
        await UntilPodsAsync("strict", 2);
        const string Definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sealworkers.lotusseal.io";
        JsonNode stored = (await Server.GetAsync(Definition))!;
        JsonNode Replicas(JsonNode definition) =>
            definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["replicas"]!;
        JsonNode changed = stored.DeepClone();
        Replicas(changed)["maximum"] = 1;
        (await Server.SendAsync(HttpMethod.Put, Definition, changed.ToJsonString())).Taken();
        try
        {
            await UntilAsync("the new schema holds", async () => (await Server.SendAsync(HttpMethod.Patch, $"{Pools}/strict?dryRun=All",
                """{"spec":{"replicas":3}}""", "application/merge-patch+json")).Code == 422);
            await Server.DeleteAsync($"{Pools}/strict");
            await UntilAsync("it is gone", async () => await Server.GetAsync($"{Pools}/strict") is null);
        }
        finally
        {
            JsonNode now = (await Server.GetAsync(Definition))!;
            now["spec"] = stored["spec"]!.DeepClone();
            (await Server.SendAsync(HttpMethod.Put, Definition, now.ToJsonString())).Taken();
        }
    }
}
