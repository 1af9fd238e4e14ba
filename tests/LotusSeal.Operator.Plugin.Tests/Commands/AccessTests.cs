using System.Text.Json.Nodes;
using LotusSeal.Operator.Plugin.Tests.Support;

namespace LotusSeal.Operator.Plugin.Tests.Commands;

/// <summary>Ways to a cluster, and what is said where one does not lead there.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class AccessTests(ApiServer server)
{
    private const string Token = "very-secret-token";

    private const string Place = "current-context: a\ncontexts: [ { name: a, context: { cluster: a, user: a } } ]\n",
        Cluster = "clusters: [ { name: a, cluster: { server: 'https://127.0.0.1:1' } } ]\n";

    [Fact]
    public async Task Kubectl_finds_the_program_and_both_say_the_same()
    {
        Farm farm = await Farm.MakeAsync(server, "no-status");
        Ran plain = await PluginProgram.RunAsync(server.KubeConfig, $"status pc1 -n {farm.Namespace}");
        Ran kubectl = await PluginProgram.KubectlAsync(server.KubeConfig, $"seal status pc1 -n {farm.Namespace}");
        Assert.Equal(0, kubectl.Code);
        Assert.Contains($"{farm.Namespace}/pc1: 0/2 ready", kubectl.Output, StringComparison.Ordinal);
        Assert.Equal(plain, kubectl);
        Assert.Equal(2, (await PluginProgram.KubectlAsync(server.KubeConfig, "seal status --nonsense")).Code);
        Ran version = await PluginProgram.KubectlAsync(server.KubeConfig, "seal --version");
        Assert.Contains("kubectl-seal version", version.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_is_told_which_permission_is_missing()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        string file = await AccountAsync(farm.Namespace);
        Ran list = await PluginProgram.RunAsync(file, $"status -n {farm.Namespace}");
        Assert.Equal(1, list.Code);
        Assert.Contains($"you may not list sealworkers.lotusseal.io in namespace {farm.Namespace}: ask for a role with the verb 'list' on "
            + "'sealworkers.lotusseal.io'", list.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(await File.ReadAllTextAsync($"{file}.token"), list.Error, StringComparison.Ordinal);
        Ran pod = await PluginProgram.RunAsync(file, $"drain pc1-0 -n {farm.Namespace}");
        Assert.Contains("you may not get pods 'pc1-0'", pod.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_acts_as_another_may_what_that_one_may()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        string ns = farm.Namespace;
        Ran ran = await PluginProgram.RunAsync(server.KubeConfig, $"status -n {ns} --as jane --as-group readers");
        Assert.Contains("you may not list sealworkers.lotusseal.io", ran.Error, StringComparison.Ordinal);
        Assert.Contains("--as jane --as-group readers", ran.Error, StringComparison.Ordinal);
        await RoleAsync(ns, "readers", "lotusseal.io", "sealworkers", "list");
        Assert.Equal(0, (await PluginProgram.RunAsync(server.KubeConfig, $"status -n {ns} --as jane --as-group readers")).Code);
        // Also where the file says so: kubectl would act as jane.
        string admin = await File.ReadAllTextAsync(server.Plane.KubeConfig), file = $"{server.Plane.KubeConfig}.jane";
        await File.WriteAllTextAsync(file, admin.Replace("user: { client", "user: { as: jane, client", StringComparison.Ordinal));
        Assert.Contains("you may not list", (await PluginProgram.RunAsync(file, $"status -n {ns}")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_change_pods_and_not_look_at_pools_can_still_ask_for_a_drain()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        await RoleAsync(farm.Namespace, "drainers", "", "pods", "get", "patch");
        Ran ran = await PluginProgram.RunAsync(server.KubeConfig, $"drain pc1-0 -n {farm.Namespace} --as jane --as-group drainers");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Contains("note: you may not get sealworkers.lotusseal.io 'pc1'", ran.Error, StringComparison.Ordinal);
        Assert.Equal("true", await farm.OfPodAsync("pc1-0", "lotusseal.io/drain"));
    }

    [Fact]
    public async Task A_program_of_the_kubeconfig_brings_the_token()
    {
        Farm farm = await Farm.MakeAsync(server, "no-status");
        string account = await AccountAsync(farm.Namespace), file = $"{account}.exec", token = await File.ReadAllTextAsync($"{account}.token");
        await File.WriteAllTextAsync($"{file}.json",
            $$"""{ "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": { "token": "{{token}}" } }""");
        string text = await File.ReadAllTextAsync(account);
        await File.WriteAllTextAsync(file, text[..text.IndexOf("users:", StringComparison.Ordinal)] + $$"""
            users:
            - name: admin
              user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: cat, args: [ {{file}}.json ], interactiveMode: Never } }
            """);
        Ran ran = await PluginProgram.RunAsync(file, $"status -n {farm.Namespace}");
        Assert.Contains("you may not list sealworkers.lotusseal.io", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_namespace_is_that_of_the_context_and_files_are_read_together()
    {
        Farm farm = await Farm.MakeAsync(server, "no-status");
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["more"], $$"""
            apiVersion: v1
            kind: Config
            contexts: [ { name: sealing, context: { cluster: test, user: admin, namespace: {{farm.Namespace}} } } ]
            """);
        string both = $"{server.Plane.KubeConfig}:/nonexistent/config:{folder["more"]}";
        Ran ran = await PluginProgram.RunAsync(both, "status pc1 --context sealing");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Contains($"{farm.Namespace}/pc1", ran.Output, StringComparison.Ordinal);
        Ran other = await PluginProgram.RunAsync(both, "status --context other");
        Assert.Contains("has no context 'other', but test, sealing", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clusters: [ { name: a, cluster: { server: 'https://127.0.0.1:1' } } ]\n users: [ { token: very-secret-token", "line")]
    [InlineData("current-context: a\nusers: [ { name: a, user: { token: very-secret-token } } ]", "has no context 'a'")]
    [InlineData(Place + Cluster + "users: [ { name: a, user: { token: very-secret-token } } ]", "no answer from https://127.0.0.1:1: ")]
    [InlineData(Place + "clusters: [ { name: a, cluster: { server: 'https://127.0.0.1:1', "
        + "insecure-skip-tls-verify: true } } ]\nusers: [ { name: a, user: { token: very-secret-token } } ]", "insecure-skip-tls-verify")]
    [InlineData(Place + Cluster + "users: [ { name: a, user: { client-certificate-data: '%very-secret-token', client-key-data: '%' } } ]", "cannot be read")]
    [InlineData(Place + Cluster + "users: [ { name: a, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: no-such-program, "
        + "args: [ very-secret-token ] } } } ]", "no-such-program")]
    public async Task A_kubeconfig_that_leads_nowhere_is_one_line_without_a_secret(string content, string says)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["config"], $"apiVersion: v1\nkind: Config\n{content}\n", TestContext.Current.CancellationToken);
        Ran ran = await PluginProgram.RunAsync(folder["config"], "status");
        Assert.Equal((1, ""), (ran.Code, ran.Output));
        Assert.StartsWith("error: ", ran.Error, StringComparison.Ordinal);
        Assert.Equal(1, ran.Error.Count(one => one == '\n'));
        Assert.Contains(says, ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 2, "command")]
    [InlineData("status a b", 2, "")]
    [InlineData("status Bad_Name", 2, "'Bad_Name' is no name of a pool or pod")]
    [InlineData("status pod/pc1-0", 2, "is a pod; a pool is needed")]
    [InlineData("status --nonsense", 2, "unknown flag '--nonsense'")]
    [InlineData("status -o yaml", 2, "'yaml' is none of: json")]
    [InlineData("drain pc1-0 --timeout 5m", 2, "only together with --wait")]
    [InlineData("drain pc1-0 --wait --timeout soon", 2, "'soon' is not a duration")]
    [InlineData("release", 2, "either the name of a pool or --all")]
    [InlineData("status --request-timeout 0s", 2, "--request-timeout")]
    [InlineData("status nothing", 1, "there is no pool 'nothing' in namespace default")]
    [InlineData("why nothing-0", 1, "there is no pool or pod 'nothing-0' in namespace default")]
    [InlineData("drain nothing-0", 1, "there is no pod 'nothing-0' in namespace default")]
    [InlineData("status --kubeconfig /nonexistent", 1, "kubeconfig /nonexistent (--kubeconfig) is not there")]
    public async Task What_makes_no_sense_is_one_line(string arguments, int code, string says)
    {
        Ran ran = await PluginProgram.RunAsync(server.KubeConfig, arguments);
        Assert.Equal(code, ran.Code);
        Assert.Contains(says, ran.Error, StringComparison.Ordinal);
        Assert.Equal(1, ran.Error.Count(one => one == '\n'));
    }

    [Fact]
    public async Task Words_are_completed_from_commands_and_from_the_cluster()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        Assert.Equal("confirm-miner\n:4\n", (await PluginProgram.RunAsync(server.KubeConfig, "__complete co")).Output);
        Assert.Equal("pc1\n:4\n", (await PluginProgram.RunWordsAsync(server.KubeConfig, ["__complete", "-n", farm.Namespace, "status", ""])).Output);
        Ran pods = await PluginProgram.RunWordsAsync(server.KubeConfig, ["__complete", "-n", farm.Namespace, "force", "pc1-"]);
        Assert.Equal("pc1-0\npc1-1\n:4\n", pods.Output);
        Assert.Equal(":4\n", (await PluginProgram.RunWordsAsync("/nonexistent", ["__complete", "status", ""])).Output);
    }

    private async Task RoleAsync(string ns, string group, string api, string resource, params string[] verbs)
    {
        string list = string.Join(", ", verbs.Select(verb => $"\"{verb}\"")), path = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}";
        (int code, string text) = await server.SendAsync(HttpMethod.Post, $"{path}/roles", $$"""
            { "metadata": { "name": "{{group}}" }, "rules": [ { "apiGroups": [ "{{api}}" ], "resources": [ "{{resource}}" ], "verbs": [ {{list}} ] } ] }
            """);
        Assert.True(code == 201, text);
        (code, text) = await server.SendAsync(HttpMethod.Post, $"{path}/rolebindings", $$"""
            { "metadata": { "name": "{{group}}" }, "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "{{group}}" },
              "subjects": [ { "apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "{{group}}" } ] }
            """);
        Assert.True(code == 201, text);
    }

    /// <summary>A kubeconfig of an account that may do nothing, and its token in a file beside it.</summary>
    private async Task<string> AccountAsync(string ns)
    {
        await server.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/serviceaccounts", """{ "metadata": { "name": "nobody" } }""");
        (int code, string text) = await server.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{ns}/serviceaccounts/nobody/token",
            """{ "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {} }""");
        Assert.True(code == 201, text);
        string token = JsonNode.Parse(text)!["status"]!["token"]!.GetValue<string>(), file = $"{server.Plane.KubeConfig}.{ns}";
        string admin = await File.ReadAllTextAsync(server.Plane.KubeConfig);
        int users = admin.IndexOf("users:", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, $"{admin[..users]}users: [ {{ name: admin, user: {{ token: {token} }} }} ]\n");
        await File.WriteAllTextAsync($"{file}.token", token);
        return file;
    }
}
