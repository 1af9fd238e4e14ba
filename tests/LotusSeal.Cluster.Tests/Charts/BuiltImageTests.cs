using System.Text.Json.Nodes;
using LotusSeal.Cluster.Tests.Images;
using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Charts;

/// <summary>
/// The images of the Dockerfiles, built by buildah on bases that are made here, run an installation. The operator's base has no shell.
/// </summary>
public sealed class BuiltImageTests(PodCluster cluster) : ChartTest(cluster)
{
    private const string Tag = "built";
    private static readonly string[] Names = ["lotus-seal-worker", "lotus-seal-operator"];

    [Fact]
    public async Task They_hold_the_programs_and_no_secret_and_seal_a_sector()
    {
        string[] archives = await BuildAsync();
        Assert.All(archives, HoldsNothingElse);
        await Node.LoadAsync(archives);
        await InstallTrialAsync("--set",
            $"operator.image=localhost/lotusseal/lotus-seal-operator:{Tag},operator.workerImage=localhost/lotusseal/lotus-seal-worker:{Tag}");
        Assert.Equal($"localhost/lotusseal/lotus-seal-worker:{Tag}", await FieldAsync("pod", "cpu-0", "{.spec.containers[0].image}"));
        await SealFirstSectorAsync();
        await TestReleaseAsync();
        await RemoveReleaseAsync();
    }

    /// <summary>Builds them from what is committed, beside a token that must not come along.</summary>
    private async Task<string[]> BuildAsync()
    {
        foreach (string program in (string[])["buildah", "debootstrap"])
        {
            CommandResult found = await CommandRun.RunAsync("/bin/sh", ["-c", $"command -v {program}"]);
            Assert.SkipUnless(found.ExitCode == 0, $"{program} is missing: apt-get install buildah debootstrap");
        }

        string checkout = Folder["checkout"];
        CommandResult cloned = await CommandRun.RunAsync("git", ["clone", "--quiet", Repository.Root, checkout]);
        Assert.True(cloned.ExitCode == 0, cloned.Error);
        CommandResult built = await CommandRun.RunAsync(Path.Combine(checkout, ".ci", "dockerfiles"),
            ["--local-bases", "--tag", Tag, "--output", Folder["images"], .. Names], null,
            ImageArchives.OutsideOfMake, TimeSpan.FromMinutes(30));
        Assert.True(built.ExitCode == 0, built.Error + built.Output);
        TestContext.Current.SendDiagnosticMessage("{0}", built.Output);
        return [.. Names.Select(name => Folder["images", $"{name}.tar"])];
    }

    /// <summary>Above the base it has the program, its user and nothing else; the configuration has what the Dockerfile says.</summary>
    private static void HoldsNothingElse(string archive)
    {
        string name = Path.GetFileNameWithoutExtension(archive);
        ImageArchive image = new(archive);
        JsonNode config = image.Config["config"]!;
        Assert.Equal("532:532", config["User"]!.GetValue<string>());
        Assert.Equal(name, config["Labels"]!["org.opencontainers.image.title"]!.GetValue<string>());
        Assert.Matches("^[0-9a-f]{40}$", config["Labels"]!["org.opencontainers.image.revision"]!.GetValue<string>());
        Assert.DoesNotContain("TOKEN", config.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.All(image.FilesOf(image.Manifest["layers"]!.AsArray()[^1]!),
            path => Assert.Matches($"^(usr/local/(lib|bin)/{name}(/.*)?|home/fc/[.][a-z_]+|etc/[a-z.]+-?)$", path));
    }
}
