using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Rights;

/// <summary>The operator with the account and the rights of config/rbac: it needs no more, and says which one it misses.</summary>
public sealed class RightsTests(ApiServer server) : OperatorTest(server)
{
    private const string Home = "lotusseal-system", Group = "/apis/rbac.authorization.k8s.io/v1";
    private static readonly string Manifests = Path.Combine(Repository.Root, "config", "rbac");

    private OperatorProgram? _limited;

    /// <summary>Each rule of each role that the operator has without webhooks, by file and number.</summary>
    public static TheoryData<string, int> Rules
    {
        get
        {
            TheoryData<string, int> rules = [];
            foreach (string file in (string[])["pools.yaml", "leader-election.yaml", "nodes.yaml"])
            {
                int count = File.ReadLines(Path.Combine(Manifests, file)).Count(line => line.StartsWith("  - apiGroups:", StringComparison.Ordinal));
                for (int index = 0; index < count; index++) rules.Add(file, index);
            }

            return rules;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.SendDiagnosticMessage("{0}", _limited?.Log ?? "");
        if (_limited is not null) await _limited.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_forbidden_with_all_of_them()
    {
        await InstallAsync();
        await StartAsync();
        await LiveAsync(untilForbidden: false);
        Assert.DoesNotContain("forbidden", _limited!.Log, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Rules))]
    public async Task Without_one_of_them_it_says_what_is_forbidden_and_keeps_running(string file, int index)
    {
        await InstallAsync();
        string path = Path.GetFileNameWithoutExtension(file) switch
        {
            "pools" => $"{Group}/clusterroles/lotus-seal-operator",
            "nodes" => $"{Group}/clusterroles/lotus-seal-operator-nodes",
            _ => $"{Group}/namespaces/{Home}/roles/lotus-seal-operator-leader-election",
        };
        JsonNode role = (await Server.GetAsync(path))!;
        role["rules"]!.AsArray().RemoveAt(index);
        (await Server.SendAsync(HttpMethod.Put, path, role.ToJsonString())).Taken();
        await StartAsync();
        await LiveAsync(untilForbidden: true);
        Assert.True(await _limited!.AnswersAsync("healthz"), _limited.Log);
    }

    /// <summary>A short life of a pool in which everything is done once.</summary>
    private async Task LiveAsync(bool untilForbidden)
    {
        string[] steps =
        [
            "replicas: 2, storage: { sealing: { claim: { size: 1Gi } } }",
            "replicas: 1, storage: { sealing: { claim: { size: 1Gi } } }, network: { mode: PodIp, policy: None }",
        ];
        for (int step = 0; step < steps.Length; step++)
        {
            await ApplyPoolAsync("lives", steps[step]);
            int pods = 2 - step;
            await DoneAsync("its pods are there", async () => (await PodNamesAsync("lives")).Length == pods
                && (await PoolAsync("lives"))["status"]?["replicas"]?.GetValue<int>() == pods);
            string policy = Belongings("lives")[2];
            await DoneAsync("its policy is right", async () => await Server.GetAsync(policy) is null == (pods == 1));
        }

        await Server.DeleteAsync($"{Pools}/lives");
        await DoneAsync("it is gone", async () => await Server.GetAsync($"{Pools}/lives") is null);
        await DoneAsync("an event was written",
            async () => (await Server.ListAsync($"/apis/events.k8s.io/v1/namespaces/{Namespace}/events")).Length > 0);
        Assert.False(untilForbidden && !IsForbidden, "nothing was missing\n" + _limited!.Log);

        Task DoneAsync(string what, Func<Task<bool>> holds) =>
            Patience.UntilAsync(what, async () => (untilForbidden && IsForbidden) || await holds(), () => _limited!.Log);
    }

    private bool IsForbidden => _limited!.Log.Contains("forbidden", StringComparison.OrdinalIgnoreCase);

    private async Task InstallAsync()
    {
        await Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", $$"""{ "metadata": { "name": "{{Home}}" } }""");
        foreach (string file in Directory.GetFiles(Manifests, "*.yaml"))
        {
            foreach (string text in (await File.ReadAllTextAsync(file)).Split("\n---\n"))
            {
                string Field(string name) =>
                    text.Split('\n').First(line => line.TrimStart().StartsWith(name, StringComparison.Ordinal)).Split(": ")[1].Trim();
                string kind = Field("kind:"), plural = $"{kind.ToLowerInvariant()}s";
                string place = text.Contains($"\n  namespace: {Home}", StringComparison.Ordinal) ? $"/namespaces/{Home}" : "";
                await Server.ApplyAsync($"{(kind == "ServiceAccount" ? "/api/v1" : Group)}{place}/{plural}/{Field("name:")}", text);
            }
        }

        await Server.SendAsync(HttpMethod.Delete, $"/apis/coordination.k8s.io/v1/namespaces/{Home}/leases/lotus-seal-operator-leader");
    }

    private async Task StartAsync()
    {
        string token = (await Server.CreateAsync($"/api/v1/namespaces/{Home}/serviceaccounts/lotus-seal-operator/token", """
            { "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": { "expirationSeconds": 3600 } }
            """))["status"]!["token"]!.GetValue<string>();
        string[] lines = [.. File.ReadLines(Server.KubeConfig)
            .Select(line => line.StartsWith("users:", StringComparison.Ordinal) ? $"users: [{{ name: admin, user: {{ token: {token} }} }}]" : line)];
        string config = Folder["limited.kubeconfig"];
        await File.WriteAllLinesAsync(config, lines);
        _limited = new OperatorProgram(config, Home, Folder["limited.log"]);
        _limited.Start("--namespace", Namespace);
    }
}
