using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>Pods that the API server does not take.</summary>
public sealed class RejectedTests(ApiServer server) : OperatorTest(server)
{
    [Fact]
    public async Task A_pod_of_that_name_that_is_not_ours_is_left_alone_until_it_is_gone()
    {
        JsonNode foreign = await Server.CreateAsync(Pods, """
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "taken-0" }, "spec": { "containers": [{ "name": "x", "image": "x" }] } }
            """);
        StartOperator();
        await ApplyPoolAsync("taken", "replicas: 2");
        await UntilMessageAsync("taken", "does not belong to this pool");
        JsonNode there = (await Server.GetAsync($"{Pods}/taken-0"))!;
        Assert.Equal(foreign["metadata"]!["uid"]!.GetValue<string>(), there["metadata"]!["uid"]!.GetValue<string>());
        await Server.DeleteAsync($"{Pods}/taken-0");
        await UntilPodsAsync("taken", 2);
    }

    [Fact]
    public async Task A_pod_that_the_schema_refuses_is_shown_with_the_servers_words_and_made_when_it_is_right()
    {
        StartOperator();
        await ApplyPoolAsync("wrong", """
            replicas: 1, pod: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [
              { matchExpressions: [{ key: a, operator: Nonsense, values: [b] }] } ] } } } }
            """);
        await UntilMessageAsync("wrong", "operator");
        long writes = await Server.WritesAsync(), passes = await Operator.PassesAsync();
        await ApplyPoolAsync("wrong");
        await UntilPodsAsync("wrong", 1);
        Assert.True(passes < 100, $"{passes} passes and {writes} writes over a pool whose pod is refused");
    }

    [Fact]
    public async Task A_pod_that_a_quota_refuses_is_shown_with_the_servers_words_and_made_when_the_quota_grows()
    {
        await SetQuotaAsync(1);
        StartOperator();
        await ApplyPoolAsync("bounded", "replicas: 2");
        await UntilMessageAsync("bounded", "exceeded quota: pods");
        Assert.Equal(["bounded-0"], await PodNamesAsync("bounded"));
        await SetQuotaAsync(2);
        await UntilPodsAsync("bounded", 2);
        await UntilAsync("nothing is refused any more",
            async () => (await ConditionAsync("bounded", "Degraded"))?["reason"]?.GetValue<string>() != "PodRejected");
    }

    [Fact]
    public async Task Two_pools_of_whose_names_one_begins_with_the_other_share_nothing()
    {
        StartOperator();
        await ApplyPoolAsync("a", "replicas: 2");
        await ApplyPoolAsync("a-1", "replicas: 2");
        await UntilPodsAsync("a", 2);
        await UntilPodsAsync("a-1", 2);
        Assert.Equal(["a-0", "a-1", "a-1-0", "a-1-1"],
            (await Server.ListAsync(Pods)).Select(pod => pod["metadata"]!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        await Server.DeleteAsync($"{Pools}/a-1");
        await UntilAsync("pool a-1 is gone", async () => await Server.GetAsync($"{Pools}/a-1") is null);
        Assert.Equal(["a-0", "a-1"], await PodNamesAsync("a"));
    }

    /// <summary>Without a controller its status, which is what the server asks, is written by hand.</summary>
    private async Task SetQuotaAsync(int pods)
    {
        string path = $"/api/v1/namespaces/{Namespace}/resourcequotas/pods", hard = $$"""{ "pods": "{{pods}}" }""";
        await Server.ApplyAsync(path, $$"""
            { "apiVersion": "v1", "kind": "ResourceQuota", "metadata": { "name": "pods" }, "spec": { "hard": {{hard}} } }
            """);
        await Server.PatchAsync($"{path}/status", $$"""{ "status": { "hard": {{hard}}, "used": { "pods": "{{pods - 1}}" } } }""");
    }

    private Task UntilMessageAsync(string pool, string text) => UntilAsync($"the status says '{text}'", async () =>
        (await PoolAsync(pool))["status"]?["conditions"]?.AsArray().Any(condition => condition!["reason"]!.GetValue<string>() == "PodRejected"
            && condition["message"]!.GetValue<string>().Contains(text, StringComparison.Ordinal)) == true);
}
