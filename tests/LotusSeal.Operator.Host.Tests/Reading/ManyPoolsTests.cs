using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>A thousand pools, by an operator that only looks.</summary>
public sealed class ManyPoolsTests(ApiServer server) : ReadingTest(server)
{
    private const int PoolCount = 1000, Workers = 16, MostBytes = 4 << 20, Looks = 40;
    private const long MostMemory = 96 << 20;

    [Fact]
    public async Task An_answer_is_bounded_says_what_it_leaves_out_and_takes_no_memory_for_good()
    {
        await TakeLeaseAsync("somebody");
        await ApplyPoolAsync("model", "replicas: 16");
        string spec = (await PoolAsync("model"))["spec"]!.ToJsonString();
        ParallelOptions some = new() { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(1, PoolCount, some, async (index, _) =>
        {
            await Server.CreateAsync(Pools, $$"""
                { "apiVersion": "lotusseal.io/v1alpha1", "kind": "SealWorker", "metadata": { "name": "pool-{{index:D4}}" }, "spec": {{spec}} }
                """);
            await Server.PatchAsync($"{Pools}/pool-{index:D4}/status", $$"""{ "status": {{Status(index).ToJsonString()}} }""");
        });
        StartOperator();
        string token = await Accounts.MakeSeeingAsync();
        JsonNode answer = await UntilSeenAsync(token, "all pools are known", seen =>
            seen["pools"]!.AsArray().Count + seen["poolsOmitted"]!.GetValue<int>() == PoolCount);
        Assert.Equal("somebody", answer["leader"]!.GetValue<string>());
        Assert.InRange(answer["poolsOmitted"]!.GetValue<int>(), 1, PoolCount - 100);
        long before = Operator.ResidentMemory;
        for (int look = 0; look < Looks; look++)
        {
            KubeAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Operator.PoolsAsync(token)));
            Assert.All(answers, one => Assert.InRange(one.Text.Length, MostBytes / 2, MostBytes + (64 << 10)));
        }

        TestContext.Current.SendDiagnosticMessage($"{answer.ToJsonString().Length} bytes with {Names(answer).Length} pools; "
            + $"memory {before >> 20} MiB, after {4 * Looks} answers {Operator.ResidentMemory >> 20} MiB");
        Assert.InRange(Operator.ResidentMemory - before, long.MinValue, MostMemory);

        // What is left out is found by its name.
        JsonNode last = (await Operator.PoolsAsync(token, $"?namespace={Namespace}&pool=pool-0999")).Taken();
        Assert.Equal([$"{Namespace}/pool-0999"], Names(last));
        Assert.Equal(Workers, last["pools"]![0]!["workers"]!.AsArray().Count);
    }

    private static JsonObject Status(int index) => new()
    {
        ["observedGeneration"] = 1,
        ["readyReplicas"] = Workers,
        ["workers"] = new JsonArray([.. Enumerable.Range(0, Workers).Select(worker => new JsonObject
        {
            ["name"] = $"pool-{index:D4}-{worker}",
            ["managed"] = true,
            ["phase"] = "Busy",
            ["running"] = 1,
            ["node"] = $"node-{worker}",
            ["jobs"] = new JsonArray(new JsonObject { ["id"] = "a", ["task"] = "PC1", ["sector"] = $"s-t01000-{index}", ["state"] = "running" }),
        })]),
    };
}
