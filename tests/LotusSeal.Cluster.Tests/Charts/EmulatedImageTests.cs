using LotusSeal.Cluster.Tests.Images;
using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Charts;

/// <summary>
/// The images for 64-bit Arm as a machine of another processor makes them: an installation whose operator, worker and development miner are of them,
/// which QEMU runs.
/// </summary>
public sealed class EmulatedImageTests(PodCluster cluster) : ChartTest(cluster)
{
    private const string Tag = "dev-arm64";
    private static readonly string[] Names = ["lotus-seal-worker", "lotus-seal-operator", "lotus-seal-devminer"];

    [Fact]
    public async Task They_hold_programs_of_that_processor_alone_and_seal_a_sector()
    {
        await Arm64Tools.NeedAsync();
        await using ArmEmulation emulation = await ArmEmulation.StartOrSkipAsync();
        foreach (string archive in await ImageArchives.MakeArm64Async(Names))
        {
            await ForeignPrograms.CheckAsync(new ImageArchive(archive), Folder[Path.GetFileNameWithoutExtension(archive)]);
            CommandResult import = await Node.ContainersAsync("images", "import", "--platform", "linux/arm64", archive);
            Assert.True(import.ExitCode == 0, import.Error);
        }

        await InstallTrialAsync("--set", $"images.tag={Tag}");
        string images = await KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}");
        Assert.All(Names, name => Assert.Contains($"localhost/lotusseal/{name}:{Tag}", images, StringComparison.Ordinal));
        Assert.DoesNotContain(":dev ", $"{images} ", StringComparison.Ordinal);
        await SealFirstSectorAsync();
        Assert.Contains("PC2 s-t01000-0 done", await KubectlAsync("logs", "cpu-0", "-c", "worker"), StringComparison.Ordinal);
        await TestReleaseAsync();
        await RemoveReleaseAsync();
    }
}
