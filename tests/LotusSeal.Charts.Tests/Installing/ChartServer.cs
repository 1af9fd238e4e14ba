using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>A real API server with the chart of the definition, and kubectl and Helm for it. Where one is missing its tests are skipped.</summary>
public sealed class ChartServer : IAsyncLifetime
{
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
        await KubectlAsync("wait", "--for=condition=Established", "crd/sealworkers.lotusseal.io", "--timeout=60s");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _helm?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

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
