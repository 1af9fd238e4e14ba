using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Pages;

namespace LotusSeal.Cluster.Tests.Pages;

/// <summary>Pages that begin on a cluster where nothing is installed do what they say, command by command.</summary>
public sealed class ClusterPageTests(PodCluster cluster) : PageTest(cluster)
{
    public static TheoryData<string> Pages { get; } = [.. PageFiles.WithScene(PageScenes.Cluster)];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Every_command_succeeds(string page) => RunAsync(page, PageScenes.Cluster);
}
