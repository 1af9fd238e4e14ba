using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Pages;

namespace LotusSeal.Cluster.Tests.Pages;

/// <summary>Pages about pools at work do what they say, command by command, where the trial of the quick start is installed.</summary>
public sealed class PoolPageTests(PodCluster cluster) : PageTest(cluster)
{
    public static TheoryData<string> Pages { get; } = [.. PageFiles.WithScene(PageScenes.Pool)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_succeeds(string page)
    {
        await InstallTrialAsync();
        await RunAsync(page, PageScenes.Pool);
    }
}
