using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Pools;

/// <summary>An operator that leads no more and lives on, as after an outage of the API server.</summary>
public sealed class FollowerTests(ApiServer server) : OperatorTest(server)
{
    /// <summary>What it saw last would stand beside what the leader sees: boards would count twice, and an alert would never end.</summary>
    [Fact]
    public async Task It_says_nothing_of_pools_any_more()
    {
        StartOperator();
        await ApplyPoolAsync("left");
        await UntilAsync("it shows the pool", async () => await Operator.AnswersAsync("metrics") && await ShowsAsync("sealworker_pool_condition{"));

        string now = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await Server.PatchAsync($"/apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases/lotus-seal-operator-leader", $$"""
            { "spec": { "holderIdentity": "another", "leaseDurationSeconds": 3600, "renewTime": "{{now}}" } }
            """);
        await UntilAsync("it leads no more", () => ShowsAsync("seal_operator_leader 0"));
        await UntilAsync("it shows no pool", async () => !await ShowsAsync("sealworker_pool_"));
        Assert.True(await Operator.AnswersAsync("healthz"));
    }

    private async Task<bool> ShowsAsync(string series) =>
        (await Operator.MetricsAsync()).Split('\n').Any(line => line.StartsWith(series, StringComparison.Ordinal));
}
