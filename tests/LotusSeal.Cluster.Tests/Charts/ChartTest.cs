using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Charts;

/// <summary>A test of the chart on a cluster with a node, where its hooks run. It takes minutes.</summary>
public abstract class ChartTest(PodCluster cluster) : ClusterTest(cluster)
{
    private static readonly string Chart = Path.Combine(Repository.Root, "charts", "lotus-seal");
    private static readonly string Trial = Path.Combine(Chart, "examples", "trial.yaml");

    private HelmProgram? _helm;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        LongTests.Need();
        _helm = HelmProgram.FindOrSkip();
        await base.InitializeAsync();
        await Node.LoadAsync(await ImageArchives.MakeAsync("lotus-seal-operator"));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Folder.Dispose();
        if (!LongTests.AreWanted || _helm is null) return;
        await TryHelmAsync("uninstall", "seal", "--no-hooks", "--ignore-not-found");
        await base.DisposeAsync();
        _helm.Dispose();
    }

    /// <summary>A folder of the test's own.</summary>
    protected TemporaryFolder Folder { get; } = new();

    /// <summary>The folder of Helm.</summary>
    protected string HelmFolder => Path.GetDirectoryName(_helm!.File)!;

    /// <summary>Helm in the namespace; the result is its output.</summary>
    protected Task<string> HelmAsync(params string[] arguments) => _helm!.RunAsync([.. arguments, "--namespace", Namespace], Node.KubeConfig);

    /// <summary>The same, which may fail.</summary>
    protected Task<CommandResult> TryHelmAsync(params string[] arguments) =>
        _helm!.TryAsync([.. arguments, "--namespace", Namespace], Node.KubeConfig);

    /// <summary>Installs or upgrades the chart for this namespace alone.</summary>
    protected Task<string> ReleaseAsync(string command, params string[] arguments) =>
        HelmAsync([command, "seal", Chart, "--set", $"operator.namespaces={{{Namespace}}}", .. arguments]);

    /// <summary>Installs what the quick start tries, and waits for its pool.</summary>
    protected async Task InstallTrialAsync(params string[] arguments)
    {
        await ReleaseAsync("install", ["--values", Trial, .. arguments]);
        await UntilFieldAsync("sealworker", "cpu", "{.status.readyReplicas}", "1");
    }

    /// <summary>Has a first sector sealed, to its end.</summary>
    protected async Task SealFirstSectorAsync()
    {
        await MinerAsync("pledge");
        await UntilProvingAsync(1);
    }

    /// <summary>The tests of the chart itself.</summary>
    protected async Task TestReleaseAsync() => Assert.Contains("Succeeded", await HelmAsync("test", "seal"), StringComparison.Ordinal);

    /// <summary>Removes pools and release, as people do.</summary>
    protected async Task RemoveReleaseAsync()
    {
        await KubectlAsync("delete", "sealworkers", "--all", "--timeout=120s");
        await HelmAsync("uninstall", "seal");
    }

    /// <summary>What the development miner's command prints.</summary>
    protected Task<string> MinerAsync(params string[] line) =>
        KubectlAsync(["exec", "lotus-miner-0", "-c", "miner", "--", "lotus-seal-devminer", .. line]);

    /// <summary>Waits until a field of an object has a value; a failure shows what it had.</summary>
    protected async Task UntilFieldAsync(string kind, string name, string path, string value)
    {
        string last = "";
        await Patience.UntilAsync(
            $"{kind} {name} has {value} at {path}", async () => (last = await FieldAsync(kind, name, path)) == value, () => last);
    }

    /// <summary>Waits until that many sectors are sealed.</summary>
    protected async Task UntilProvingAsync(int sectors)
    {
        string last = "";
        await Patience.UntilAsync($"{sectors} sectors are proving",
            async () => Proving(last = await MinerAsync("sectors", "list")) == sectors, () => last);
    }

    private static int Proving(string list) => list.Split('\n').Count(line => line.Contains("Proving", StringComparison.Ordinal));
}
