using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>A test with accounts that read, some of which may list pools by the role of config/rbac/people.yaml.</summary>
public abstract class ReadingTest(ApiServer server) : OperatorTest(server)
{
    private const string Group = "/apis/rbac.authorization.k8s.io/v1", Role = "sealworker-viewer";

    /// <summary>A second namespace.</summary>
    protected string Other => $"{Namespace}-other";

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.CreateAsync("/api/v1/namespaces", $$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{Other}}" } }""");
        string people = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "rbac", "people.yaml"), TestContext.Current.CancellationToken);
        foreach (JsonNode role in YamlText.Read(people))
            await Server.ApplyAsync($"{Group}/clusterroles/{role["metadata"]!["name"]}", role.ToJsonString());
    }

    /// <summary>Makes an account.</summary>
    /// <returns>A token of it.</returns>
    protected async Task<string> AccountAsync(string name)
    {
        string accounts = $"/api/v1/namespaces/{Namespace}/serviceaccounts";
        await Server.CreateAsync(accounts, $$"""{ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "{{name}}" } }""");
        return (await Server.CreateAsync($"{accounts}/{name}/token", """
            { "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": { "expirationSeconds": 3600 } }
            """))["status"]!["token"]!.GetValue<string>();
    }

    /// <summary>Lets an account list the pools of one namespace, or of all.</summary>
    protected Task LetSeeAsync(string account, string? ns) => Server.CreateAsync(
        ns is null ? $"{Group}/clusterrolebindings" : $"{Group}/namespaces/{ns}/rolebindings", $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: {{(ns is null ? "ClusterRoleBinding" : "RoleBinding")}}
        metadata: { name: {{Namespace}}-{{account}} }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{Role}} }
        subjects: [{ kind: ServiceAccount, name: {{account}}, namespace: {{Namespace}} }]
        """);

    /// <summary>Makes an account that may list the pools of all namespaces.</summary>
    /// <returns>A token of it.</returns>
    protected async Task<string> SeeingAccountAsync(string name = "sees-all")
    {
        string token = await AccountAsync(name);
        await LetSeeAsync(name, null);
        return token;
    }

    /// <summary>
    /// Has the lease held by a process that never was: the operator then only looks, and what a test writes as the status of a pool stays.
    /// </summary>
    protected Task TakeLeaseAsync(string holder) => Server.CreateAsync($"/apis/coordination.k8s.io/v1/namespaces/{Namespace}/leases", $$"""
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: { name: lotus-seal-operator-leader }
        spec: { holderIdentity: {{holder}}, leaseDurationSeconds: 86400, renewTime: "2026-01-01T00:00:00.000000Z", acquireTime: "2026-01-01T00:00:00.000000Z" }
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
