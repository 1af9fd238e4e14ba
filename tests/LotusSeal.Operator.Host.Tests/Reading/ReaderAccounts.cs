using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>Accounts that read, some of which may list pools by the role of config/rbac/people.yaml.</summary>
internal sealed class ReaderAccounts(ApiServer server, string ns)
{
    private const string Group = "/apis/rbac.authorization.k8s.io/v1", Role = "sealworker-viewer";

    private readonly string _accounts = $"/api/v1/namespaces/{ns}/serviceaccounts";

    /// <summary>Applies the roles for people.</summary>
    public async Task InstallRolesAsync()
    {
        string people = Path.Combine(Repository.Root, "config", "rbac", "people.yaml");
        foreach (JsonNode role in YamlText.Read(await File.ReadAllTextAsync(people, TestContext.Current.CancellationToken)))
            await server.ApplyAsync($"{Group}/clusterroles/{role["metadata"]!["name"]}", role.ToJsonString());
    }

    /// <summary>Makes an account.</summary>
    /// <returns>A token of it.</returns>
    public async Task<string> MakeAsync(string name)
    {
        await server.CreateAsync(_accounts, $$"""{ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "{{name}}" } }""");
        return await TokenAsync(name);
    }

    /// <summary>A token of an account.</summary>
    public async Task<string> TokenAsync(string name) => (await server.CreateAsync($"{_accounts}/{name}/token", """
        { "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": { "expirationSeconds": 3600 } }
        """))["status"]!["token"]!.GetValue<string>();

    /// <summary>Makes an account that may list the pools of all namespaces.</summary>
    /// <returns>A token of it.</returns>
    public async Task<string> MakeSeeingAsync(string name = "sees-all")
    {
        string token = await MakeAsync(name);
        await LetSeeAsync(name, null);
        return token;
    }

    /// <summary>Lets an account list the pools of one namespace, or of all.</summary>
    public Task LetSeeAsync(string account, string? where) => server.CreateAsync(
        where is null ? $"{Group}/clusterrolebindings" : $"{Group}/namespaces/{where}/rolebindings", $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: {{(where is null ? "ClusterRoleBinding" : "RoleBinding")}}
        metadata: { name: {{ns}}-{{account}} }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{Role}} }
        subjects: [{ kind: ServiceAccount, name: {{account}}, namespace: {{ns}} }]
        """);

    /// <summary>Takes from an account that may see all what it may.</summary>
    public Task BlindAsync(string account) => server.DeleteAsync($"{Group}/clusterrolebindings/{ns}-{account}");

    /// <summary>Deletes an account.</summary>
    public Task DeleteAsync(string account) => server.DeleteAsync($"{_accounts}/{account}");
}
