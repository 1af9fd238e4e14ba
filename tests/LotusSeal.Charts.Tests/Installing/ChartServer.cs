using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>A real API server with the chart of the definition, and kubectl and Helm for it. Where one is missing its tests are skipped.</summary>
public sealed class ChartServer : IAsyncLifetime
{
    /// <summary>Doubles of the Prometheus operator's definitions, which take anything: theirs are not at hand.</summary>
    private static readonly string Monitors =
        string.Join("\n---\n", Monitor("PodMonitor", "podmonitors"), Monitor("PrometheusRule", "prometheusrules"));

    private TestApiServer? _server;
    private HelmProgram? _helm;
    private string _kubectl = "kubectl";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _server = await TestApiServer.FindAsync();
        if (_server is null) return;
        if (KubeAssets.Find() is { } folder && File.Exists(Path.Combine(folder, "kubectl"))) _kubectl = Path.Combine(folder, "kubectl");
        _helm = HelmProgram.FindOrNull();
        if (_helm is null) return;
        await HelmAsync("install", "seal-crds", ChartFolder.Crds);
        CommandResult monitors = await TryKubectlAsync(Monitors, "apply", "--server-side", "-f", "-");
        Assert.True(monitors.ExitCode == 0, monitors.Error);
        await KubectlAsync("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _helm?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static string Monitor(string kind, string plural) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: {{plural}}.monitoring.coreos.com }
        spec:
          group: monitoring.coreos.com
          scope: Namespaced
          names: { kind: {{kind}}, plural: {{plural}} }
          versions:
            - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }
        """;

    /// <summary>Skips the test where a part is missing.</summary>
    public void Need()
    {
        if (_server is null) Assert.Skip(KubeAssets.Missing);
        if (_helm is null) Assert.Skip(HelmProgram.Missing);
    }

    /// <summary>Helm on this server.</summary>
    public Task<string> HelmAsync(params string[] arguments) => _helm!.RunAsync(arguments, _server!.KubeConfig);

    /// <summary>The same, which may fail.</summary>
    public Task<CommandResult> TryHelmAsync(params string[] arguments) => _helm!.TryAsync(arguments, _server!.KubeConfig);

    /// <summary>kubectl on this server.</summary>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        CommandResult result = await TryKubectlAsync(null, arguments);
        Assert.True(result.ExitCode == 0, $"kubectl {string.Join(' ', arguments)}: {result.Error}");
        return result.Output;
    }

    /// <summary>The same, which may fail.</summary>
    /// <param name="input">Standard input; null for none.</param>
    /// <param name="arguments">Command and flags.</param>
    public Task<CommandResult> TryKubectlAsync(string? input, params string[] arguments) =>
        CommandRun.RunAsync(_kubectl, ["--kubeconfig", _server!.KubeConfig, .. arguments], input);
}
