using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Tests.Entities;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>What people begin with, on a real API server.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class ApiServerSampleTests(ApiServer server)
{
    public static TheoryData<string> Pools => SampleTests.Pools;

    [Theory, MemberData(nameof(Pools))]
    public async Task The_api_server_takes_it(string name)
    {
        KubeAnswer answer = await new KubeObjects(server.Client).CreateAsync(KubeObjects.Pools,
            await File.ReadAllTextAsync(Path.Combine(SampleTests.Folder, name)), dryRun: true);
        Assert.True(answer.IsTaken, answer.Text);
    }

    [Fact]
    public async Task The_api_server_takes_the_secret()
    {
        string secret = await File.ReadAllTextAsync(Path.Combine(SampleTests.Folder, "miner-token.yaml"));
        KubeAnswer answer = await new KubeObjects(server.Client).CreateAsync("/api/v1/namespaces/default/secrets", secret, dryRun: true);
        Assert.True(answer.IsTaken, answer.Text);
    }

    /// <summary>What the API server fills in is what the model has: neither side has a default that the other lacks.</summary>
    [Fact]
    public async Task The_api_server_and_the_model_fill_in_the_same()
    {
        string yaml = await File.ReadAllTextAsync(Path.Combine(SampleTests.Folder, "pool-cpu.yaml"));
        KubeAnswer answer = await new KubeObjects(server.Client).CreateAsync(KubeObjects.Pools, yaml, dryRun: true);
        JsonNode stored = JsonNode.Parse(answer.Text)!["spec"]!;
        V1Alpha1SealWorker pool = YamlText.Read(yaml)[0].Deserialize(SealWorkerJson.Default.V1Alpha1SealWorker)!;
        JsonNode ours = JsonSerializer.SerializeToNode(pool.Spec, SealWorkerJson.Default.SealWorkerSpec)!;
        Assert.True(JsonNode.DeepEquals(stored, ours), $"{stored.ToJsonString()}\n{ours.ToJsonString()}");
    }
}
