using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Installing;

/// <summary>The manifests without Helm, as docs/pools.md says.</summary>
[Collection(nameof(ChartServer))]
public sealed class PlainInstallTests(ChartServer server)
{
    private static readonly string Config = Path.Combine(Repository.Root, "config");

    /// <summary>An empty cluster has neither the operator's namespace nor one for pools.</summary>
    [Fact]
    public async Task One_command_applies_them_to_an_empty_cluster()
    {
        server.Need();
        string[] line = Command();
        try
        {
            CommandResult applied = await server.TryKubectlAsync(null, line);
            Assert.True(applied.ExitCode == 0, applied.Error);
        }
        finally
        {
            await server.TryKubectlAsync(null, ["delete", "--wait=false", "--ignore-not-found", .. line[1..]]);
        }
    }

    /// <summary>A release packs this folder alone.</summary>
    [Theory]
    [InlineData("crds/sealworkers.yaml")]
    [InlineData("alerts/lotus-seal.yaml")]
    public void The_folder_has_the_definition_and_the_alerts_too(string file) => Assert.NotEmpty(File.ReadAllText(Path.Combine(Config, file)));

    private static string Here(string word) =>
        word.StartsWith("config/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, word) : word;

    private static string[] Command()
    {
        string line = File.ReadLines(Path.Combine(Repository.Root, "docs", "pools.md"))
            .Single(line => line.StartsWith("kubectl apply -f config/operator/", StringComparison.Ordinal));
        return [.. line.Split(' ')[1..].Select(Here)];
    }
}
