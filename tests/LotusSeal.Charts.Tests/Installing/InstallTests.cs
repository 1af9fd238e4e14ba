using System.Text.Json.Nodes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>
/// The life of an installation on a real API server without controllers, so that hooks are left out: those run on the cluster with a node.
/// </summary>
[Collection(nameof(ChartServer))]
public sealed class InstallTests(ChartServer server) : IDisposable
{
    private const string Namespace = "farm";

    private static readonly string[] Values =
    [
        "--set", "miner.enabled=true,miner.kind=Development,parameters.enabled=true,pools.cpu.gpu.count=0,pools.cpu.tasks={AP,PC1},"
            + "pools.cpu.resources.limits.memory=1Gi,pools.cpu.storage.sealing.claim.size=1Ti",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_upgraded_put_back_and_removed_and_leaves_what_others_wrote()
    {
        server.Need();
        await server.HelmAsync("package", ChartFolder.Main, "--version", "0.0.9", "--app-version", "0.0.9", "--destination", _folder[""]);
        await ReleaseAsync("install", _folder["lotus-seal-0.0.9.tgz"], "--create-namespace");
        await WriteAsOthersAsync();

        await ReleaseAsync("upgrade", ChartFolder.Main, "--set", "operator.replicas=3");
        Assert.Equal("3", await FieldAsync("deployment", "lotus-seal-operator", "{.spec.replicas}"));
        await AssertOthersAsync();

        await server.HelmAsync("rollback", "seal", "1", "--namespace", Namespace, "--no-hooks");
        Assert.Equal("2", await FieldAsync("deployment", "lotus-seal-operator", "{.spec.replicas}"));
        Assert.Equal("0.0.9", await FieldAsync("deployment", "lotus-seal-operator", @"{.metadata.labels.app\.kubernetes\.io/version}"));
        await AssertOthersAsync();

        await server.HelmAsync("uninstall", "seal", "--namespace", Namespace, "--no-hooks");
        Assert.Empty(await ListAsync("deployments,statefulsets,services,roles,rolebindings,serviceaccounts -l app.kubernetes.io/instance=seal"));
        Assert.Empty(await ListAsync("clusterroles,clusterrolebindings,validatingwebhookconfigurations,validatingadmissionpolicies "
            + "-l app.kubernetes.io/instance=seal"));
        Assert.Equal("persistentvolumeclaim/proof-parameters", (await ListAsync("pvc")).Trim());
    }

    [Fact]
    public async Task The_definition_and_its_pools_outlive_its_chart()
    {
        server.Need();
        await server.HelmAsync("upgrade", "seal-crds", ChartFolder.Crds, "--set", "any=thing");
        await server.HelmAsync("uninstall", "seal-crds");
        Assert.Contains("sealworkers.lotusseal.io", await server.KubectlAsync("get", "crds", "-o", "name"), StringComparison.Ordinal);
        // Installed again it takes over what is there.
        await server.HelmAsync("install", "seal-crds", ChartFolder.Crds);
    }

    /// <summary>A person scales the pool, and the operator writes who signs its webhooks.</summary>
    private async Task WriteAsOthersAsync()
    {
        await server.KubectlAsync("--namespace", Namespace, "scale", "sealworker", "cpu", "--replicas=4");
        await server.KubectlAsync("patch", "validatingwebhookconfiguration", "lotus-seal-operator", "--type=json", "-p",
            """[{"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"LS0tLS1CRUdJTg=="}]""", "--field-manager=operator");
    }

    private async Task AssertOthersAsync()
    {
        Assert.Equal("4", await FieldAsync("sealworker", "cpu", "{.spec.replicas}"));
        JsonNode webhooks = JsonNode.Parse(
            await server.KubectlAsync("get", "validatingwebhookconfiguration", "lotus-seal-operator", "-o", "json"))!["webhooks"]!;
        Assert.Equal("LS0tLS1CRUdJTg==", webhooks[0]!["clientConfig"]!["caBundle"]!.GetValue<string>());
    }

    private Task<string> ReleaseAsync(string command, string chart, params string[] arguments) =>
        server.HelmAsync([command, "seal", chart, "--namespace", Namespace, "--no-hooks", .. Values, .. arguments]);

    private Task<string> FieldAsync(string kind, string name, string path) =>
        server.KubectlAsync("--namespace", Namespace, "get", kind, name, "-o", $"jsonpath={path}");

    private Task<string> ListAsync(string what) => server.KubectlAsync(["--namespace", Namespace, "get", "-o", "name", .. what.Split(' ')]);
}
