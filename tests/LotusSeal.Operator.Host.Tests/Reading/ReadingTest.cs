using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>A test with accounts that read about pools.</summary>
public abstract class ReadingTest(ApiServer server) : OperatorTest(server)
{
    /// <summary>A second namespace.</summary>
    protected string Other => $"{Namespace}-other";

    /// <summary>Who reads.</summary>
    private protected ReaderAccounts Accounts => new(Server, Namespace);

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.CreateAsync("/api/v1/namespaces", $$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{Other}}" } }""");
        await Accounts.InstallRolesAsync();
    }

    /// <summary>
    /// Has the lease held by a process that never was: the operator then only looks, and what a test writes as the status of a pool stays.
    /// </summary>
    protected Task TakeLeaseAsync(string holder) => Server.CreateAsync($"/apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases", $$"""
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: { name: lotus-seal-operator-leader }
        spec: { holderIdentity: {{holder}}, leaseDurationSeconds: 86400, renewTime: "2026-01-01T00:00:00.000000Z" }
        """);

    /// <summary>Waits until the operator answers a reader with success, and something holds of what it says.</summary>
    protected async Task<JsonNode> UntilSeenAsync(string token, string what, Func<JsonNode, bool> holds, string query = "")
    {
        KubeAnswer answer = new(0, "");
        await Patience.UntilAsync(what, async () =>
        {
            if (!await Operator.AnswersAsync("readyz")) return false;
            answer = await Operator.PoolsAsync(token, query);
            return answer.Code == 200 && holds(answer.Taken());
        }, () => $"{answer.Code} {answer.Text}\n{Operator.Log}");
        return answer.Taken();
    }

    /// <summary>Names of the pools in an answer, with their namespaces.</summary>
    protected static string[] Names(JsonNode answer) =>
        [.. answer["pools"]!.AsArray().Select(pool => $"{pool!["namespace"]!.GetValue<string>()}/{pool["name"]!.GetValue<string>()}")];
}
