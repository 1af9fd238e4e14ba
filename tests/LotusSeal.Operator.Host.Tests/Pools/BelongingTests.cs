using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>Service, budget and policy of a pool, and people who change them.</summary>
public sealed class BelongingTests(ApiServer server) : OperatorTest(server)
{
    /// <summary>What somebody writes, by the place of what it is written to.</summary>
    private static readonly (int Which, string Edit)[] Edits =
    [
        (0, """{"spec":{"publishNotReadyAddresses":false}}"""),
        (0, """{"spec":{"selector":{"app":"other"}}}"""),
        (0, """{"spec":{"ports":[{"name":"worker","port":9999}]}}"""),
        (0, """{"spec":{"ports":[{"name":"worker","port":3456},{"name":"more","port":9999}]}}"""),
        (0, """{"metadata":{"labels":{"lotusseal.io/pool":null}}}"""),
        (0, """{"metadata":{"ownerReferences":null}}"""),
        (1, """{"spec":{"minAvailable":0}}"""),
        (1, """{"spec":{"selector":{"matchLabels":{"app":"other"}}}}"""),
        (1, """{"spec":{"selector":{"matchExpressions":[{"key":"app","operator":"Exists"}]}}}"""),
        (1, """{"metadata":{"labels":{"lotusseal.io/pool":"other"}}}"""),
        (2, """{"spec":{"ingress":[{}]}}"""),
        (2, """{"spec":{"podSelector":{"matchLabels":{"app":"other"}}}}"""),
        (2, """{"spec":{"policyTypes":["Egress"]}}"""),
        (2, """{"spec":{"egress":[]}}"""),
    ];

    [Fact]
    public async Task What_somebody_changes_is_put_back()
    {
        StartOperator();
        await ApplyPoolAsync("mended");
        string[] paths = Belongings("mended");
        foreach (string path in paths) await UntilAsync("it is there", async () => await Server.GetAsync(path) is not null);
        await UntilQuietAsync();
        List<JsonNode> right = [];
        foreach (string path in paths) right.Add(Essence(await Server.GetAsync(path)));

        foreach ((int which, string edit) in Edits)
        {
            string path = paths[which];
            Assert.False(JsonNode.DeepEquals(right[which], Essence(await Server.PatchAsync(path, edit))), $"{edit} changes nothing");
            await UntilAsync($"{path} is as before {edit}", async () => JsonNode.DeepEquals(right[which], Essence(await Server.GetAsync(path))));
        }
    }

    [Fact]
    public async Task What_is_deleted_is_made_again()
    {
        StartOperator();
        await ApplyPoolAsync("again");
        foreach (string path in Belongings("again")) await UntilAsync("it is there", async () => await Server.GetAsync(path) is not null);
        foreach (string path in Belongings("again")) Assert.Equal(200, (await Server.DeleteAsync(path)).Code);
        foreach (string path in Belongings("again")) await UntilAsync("it is there again", async () => await Server.GetAsync(path) is not null);
    }

    [Fact]
    public async Task What_a_pool_wants_no_more_goes()
    {
        StartOperator();
        await ApplyPoolAsync("less");
        string[] paths = Belongings("less");
        foreach (string path in paths) await UntilAsync("it is there", async () => await Server.GetAsync(path) is not null);
        await ApplyPoolAsync("less", "replicas: 1, network: { mode: PodIp, policy: None }");
        foreach (string path in (string[])[paths[0], paths[2]]) await UntilAsync("it goes", async () => await Server.GetAsync(path) is null);
        Assert.NotNull(await Server.GetAsync(paths[1]));
    }

    /// <summary>A pool that is called like the miner's Service must not take it over: the miner would be gone for everybody.</summary>
    [Fact]
    public async Task What_belongs_to_somebody_else_is_left_alone_and_keeps_nothing_else_from_being_made()
    {
        string[] paths = Belongings("lotus-miner");
        await Server.CreateAsync($"/api/v1/namespaces/{Namespace}/services", """
            { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "lotus-miner" },
              "spec": { "clusterIP": "None", "selector": { "app": "lotus-miner" }, "ports": [{ "name": "worker", "port": 3456 }] } }
            """);
        await Server.CreateAsync($"/apis/networking.k8s.io/v1/namespaces/{Namespace}/networkpolicies", """
            { "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "lotus-miner" },
              "spec": { "podSelector": { "matchLabels": { "app": "lotus-miner" } }, "policyTypes": ["Ingress"] } }
            """);
        JsonNode service = Essence(await Server.GetAsync(paths[0])), policy = Essence(await Server.GetAsync(paths[2]));
        StartOperator();
        await ApplyPoolAsync("lotus-miner");
        await UntilAsync("the budget is there", async () => await Server.GetAsync(paths[1]) is not null);
        await Operator.WaitForLogAsync("belongs to somebody else");
        Assert.True(JsonNode.DeepEquals(service, Essence(await Server.GetAsync(paths[0]))));
        Assert.True(JsonNode.DeepEquals(policy, Essence(await Server.GetAsync(paths[2]))));
    }

    /// <summary>The object without what the server notes about its writes.</summary>
    private static JsonObject Essence(JsonNode? stored)
    {
        JsonObject essence = stored!.DeepClone().AsObject(), metadata = essence["metadata"]!.AsObject();
        essence.Remove("status");
        foreach (string name in (string[])["managedFields", "resourceVersion", "generation"]) metadata.Remove(name);
        return essence;
    }
}
