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

    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task They_hold_programs_of_that_processor_alone_and_seal_a_sector()
    {
        await Arm64Tools.NeedAsync();
        await using ArmEmulation emulation = await ArmEmulation.StartOrSkipAsync();
        foreach (string archive in await ImageArchives.MakeArm64Async(Names))
        {
            await ForeignPrograms.CheckAsync(new ImageArchive(archive), _folder[Path.GetFileNameWithoutExtension(archive)]);
            CommandResult import = await Node.ContainersAsync("images", "import", "--platform", "linux/arm64", archive);
            Assert.True(import.ExitCode == 0, import.Error);
        }

        string trial = Path.Combine(Repository.Root, "charts", "lotus-seal", "examples", "trial.yaml");
        await ReleaseAsync("install", "--values", trial, "--set", $"images.tag={Tag}");
        await UntilFieldAsync("sealworker", "cpu", "{.status.readyReplicas}", "1");
        string images = await KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}");
        Assert.All(Names, name => Assert.Contains($"localhost/lotusseal/{name}:{Tag}", images, StringComparison.Ordinal));
        Assert.DoesNotContain(":dev ", $"{images} ", StringComparison.Ordinal);
        await MinerAsync("pledge");
        await UntilProvingAsync(1);
        Assert.Contains("PC2 s-t01000-0 done", await KubectlAsync("logs", "cpu-0", "-c", "worker"), StringComparison.Ordinal);
        Assert.Contains("Succeeded", await HelmAsync("test", "seal"), StringComparison.Ordinal);
        await KubectlAsync("delete", "sealworkers", "--all", "--timeout=120s");
        await HelmAsync("uninstall", "seal");
    }
}
