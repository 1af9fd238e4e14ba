using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>Names and versions that Helm allows, and that YAML takes for numbers or an API server refuses in a label.</summary>
[Collection(nameof(ChartServer))]
public sealed class OddNameTests(ChartServer server) : IDisposable
{
    private const string All = "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node,parameters.enabled=true,"
        + "monitoring.podMonitors=true,monitoring.rules=true,monitoring.boards=true,operator.networkPolicy=true,"
        + "pools.true.gpu.count=0,pools.true.tasks={AP,PC1},pools.true.resources.limits.memory=1Gi,pools.true.storage.sealing.claim.size=1Ti";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("123", "2024")]
    [InlineData("1e3", "1e3")]
    [InlineData("true", "null")]
    [InlineData("a-name-of-fifty-three-characters-which-are-the-most-h", "farm-of-names")]
    public async Task Any_name_of_release_and_namespace_is_taken(string release, string name)
    {
        server.Need();
        string[] values = ["--set", All, "--set-string", "parameters.claimName=1e3,miner.tokenSecretName=0x1f"];
        await AssertTakenAsync(name, await server.HelmAsync(["template", release, ChartFolder.Main, "--namespace", name, .. values]));
    }

    /// <summary>A build of somebody's own has a version of commit, date and build.</summary>
    [Theory]
    [InlineData("0.2.0+build.7")]
    [InlineData("0.2.0-dev.20261126121314.3f1c2b9d8e7a6f5c4b3a2d1e0f9c8b7a6d5e4f3c.x")]
    public async Task Any_version_of_the_chart_is_taken(string version)
    {
        server.Need();
        await server.HelmAsync("package", ChartFolder.Main, "--version", version, "--app-version", version, "--destination", _folder[""]);
        string packed = Assert.Single(Directory.GetFiles(_folder[""], "*.tgz"));
        string[] line = ["template", "seal", packed, "--namespace", "farm-of-versions", "--set", All];
        await AssertTakenAsync("farm-of-versions", await server.HelmAsync(line));
    }

    private async Task AssertTakenAsync(string name, string made)
    {
        await server.TryKubectlAsync(null, "create", "namespace", name);
        CommandResult taken = await server.TryKubectlAsync(made, "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-");
        Assert.True(taken.ExitCode == 0, taken.Error);
    }
}
