using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>What a person does when something is wrong, as the chart's README says. No pod ever runs on this server, so that no hook ends.</summary>
[Collection(nameof(ChartServer))]
public sealed class TroubleTests(ChartServer server)
{
    private const string Namespace = "trouble", Clusterwide = "clusterroles,clusterrolebindings,validatingwebhookconfigurations";

    private static readonly string[] Miner =
        ["--namespace", Namespace, "--create-namespace", "--set", "operator.enabled=false,miner.enabled=true,miner.kind=Development"];

    [Fact]
    public async Task A_refused_uninstall_is_taken_back()
    {
        server.Need();
        await server.HelmAsync(["install", "refused", ChartFolder.Main, .. Miner]);
        CommandResult refused = await server.TryHelmAsync("uninstall", "refused", "--namespace", Namespace, "--timeout", "1s");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("statefulset.apps/lotus-miner", await ListAsync("statefulsets"), StringComparison.Ordinal);
        CommandResult upgrade = await server.TryHelmAsync(["upgrade", "refused", ChartFolder.Main, .. Miner]);
        Assert.Contains("has no deployed releases", upgrade.Error, StringComparison.Ordinal);

        await server.HelmAsync("rollback", "refused", "1", "--namespace", Namespace);
        await server.HelmAsync(["upgrade", "refused", ChartFolder.Main, .. Miner]);
        await server.HelmAsync("uninstall", "refused", "--namespace", Namespace, "--no-hooks");
        Assert.Empty(await ListAsync("statefulsets,services,roles,rolebindings -l app.kubernetes.io/instance=refused"));
    }

    /// <summary>An image that cannot be pulled, say.</summary>
    [Fact]
    public async Task An_installation_whose_hooks_cannot_run_is_removed_without_them()
    {
        server.Need();
        await server.HelmAsync("install", "broken", ChartFolder.Main, "--namespace", Namespace, "--create-namespace");
        Assert.NotEqual(0, (await server.TryHelmAsync("uninstall", "broken", "--namespace", Namespace, "--timeout", "1s")).ExitCode);
        await server.HelmAsync("uninstall", "broken", "--namespace", Namespace, "--no-hooks");
        Assert.Empty(await ListAsync($"{Clusterwide} -l app.kubernetes.io/instance=broken"));
    }

    /// <summary>A node with a replica that never gets ready can be drained: there is nothing to lose.</summary>
    [Fact]
    public async Task The_budget_lets_replicas_go_that_are_not_ready()
    {
        server.Need();
        await server.TryKubectlAsync(null, "create", "namespace", "budget");
        await server.TryKubectlAsync(null, "--namespace", "budget", "create", "serviceaccount", "default");
        string budget = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "operator", "disruption-budget.yaml"),
            TestContext.Current.CancellationToken);
        await ApplyAsync(budget.Replace(ChartFolder.UsualNamespace, "budget", StringComparison.Ordinal));
        await ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: replica, namespace: budget, labels: { app.kubernetes.io/name: lotus-seal-operator } }
            spec: { nodeName: somewhere, containers: [{ name: operator, image: "operator:1" }] }
            """);
        await server.KubectlAsync("--namespace", "budget", "patch", "pod", "replica", "--subresource=status", "-p",
            """{ "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": "False" }] } }""");
        CommandResult evicted = await server.TryKubectlAsync("""
            { "apiVersion": "policy/v1", "kind": "Eviction", "metadata": { "name": "replica", "namespace": "budget" } }
            """, "create", "--raw", "/api/v1/namespaces/budget/pods/replica/eviction", "-f", "-");
        Assert.True(evicted.ExitCode == 0, evicted.Error);
    }

    private async Task ApplyAsync(string text)
    {
        CommandResult result = await server.TryKubectlAsync(text, "apply", "-f", "-");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private Task<string> ListAsync(string what) => server.KubectlAsync(["--namespace", Namespace, "get", "-o", "name", .. what.Split(' ')]);
}
