using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Scripts;

/// <summary>A cluster of k3d. Docker and k3d are doubles that write down how they are called: this machine need not have them.</summary>
public sealed class K3dClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string SearchPath => $"{_folder["bin"]}:/usr/bin:/bin";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_made_and_removed_by_name()
    {
        Put("docker", "exit 0");
        Put("k3d", $"echo \"$@\" >>'{_folder["calls"]}'; [ \"$1\" != kubeconfig ] || echo 'kind: Config'");
        K3dCluster cluster = (await K3dCluster.StartAsync(SearchPath))!;
        Assert.Equal("kind: Config\n", await File.ReadAllTextAsync(cluster.KubeConfig, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cluster.KubeConfig));
        await cluster.DisposeAsync();
        string name = $"lotusseal-test-{Environment.ProcessId}";
        string[] calls = await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken);
        Assert.StartsWith($"cluster create {name} ", calls[^3], StringComparison.Ordinal);
        Assert.Equal($"kubeconfig get {name}", calls[^2]);
        Assert.Equal($"cluster delete {name}", calls[^1]);
        Assert.False(File.Exists(cluster.KubeConfig));
    }

    [Fact]
    public async Task A_failure_is_told_and_what_was_begun_goes()
    {
        Put("docker", "exit 0");
        Put("k3d", $"echo \"$@\" >>'{_folder["calls"]}'; [ \"$1\" != kubeconfig ] || {{ echo 'no such thing' >&2; exit 3; }}");
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => K3dCluster.StartAsync(SearchPath));
        Assert.Contains("no such thing", error.Message, StringComparison.Ordinal);
        string[] calls = await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken);
        Assert.StartsWith("cluster delete", calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_running_engine_there_is_none()
    {
        Put("docker", "exit 1");
        Put("k3d", "exit 0");
        Assert.Null(await K3dCluster.StartAsync(SearchPath));
    }

    [Fact]
    public async Task The_quick_start_runs_in_a_cluster_of_its_own_and_the_cluster_goes()
    {
        string checkout = Checkout();
        CommandResult run = await CommandRun.RunAsync(Path.Combine(checkout, ".ci", "k3d"), ["test"], variables: Variables());
        Assert.True(run.ExitCode == 0, run.Error);
        string[] calls = await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken);
        Assert.Equal("images", calls[0]);
        Assert.StartsWith("k3d cluster create lotusseal-test ", calls[1], StringComparison.Ordinal);
        Assert.StartsWith("k3d image import --cluster lotusseal-test .build/images/", calls[3], StringComparison.Ordinal);
        Assert.StartsWith("helm install seal-crds ", calls[4], StringComparison.Ordinal);
        Assert.Contains(calls, call => call.EndsWith("lotus-seal-devminer pledge", StringComparison.Ordinal));
        Assert.StartsWith("helm uninstall seal ", calls[^2], StringComparison.Ordinal);
        Assert.Equal("k3d cluster delete lotusseal-test", calls[^1]);
    }

    [Theory]
    [InlineData("helm install seal ")]
    [InlineData("k3d image ")]
    public async Task A_step_that_fails_leaves_no_cluster(string step)
    {
        string checkout = Checkout(failing: step);
        CommandResult run = await CommandRun.RunAsync(Path.Combine(checkout, ".ci", "k3d"), ["up"], variables: Variables());
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Output);
        string[] calls = await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken);
        Assert.StartsWith(step, calls[^2], StringComparison.Ordinal);
        Assert.Equal("k3d cluster delete lotusseal", calls[^1]);
        Assert.False(File.Exists(Path.Combine(checkout, ".build", "k3d", "lotusseal.kubeconfig")));
    }

    [Fact]
    public async Task The_first_sector_is_sealed_and_the_way_to_the_cluster_is_told()
    {
        string checkout = Checkout();
        CommandResult run = await CommandRun.RunAsync(Path.Combine(checkout, ".ci", "k3d"), ["up"], variables: Variables());
        Assert.Equal((0, $"{checkout}/.build/k3d/lotusseal.kubeconfig\n"), (run.ExitCode, run.Output));
        string calls = await File.ReadAllTextAsync(_folder["calls"], TestContext.Current.CancellationToken);
        Assert.Contains("lotus-seal-devminer sectors list", calls, StringComparison.Ordinal);
        Assert.DoesNotContain("uninstall", calls, StringComparison.Ordinal);
    }

    /// <summary>The scripts and the page in a folder where every program that they call is a double.</summary>
    private string Checkout(string failing = "nothing")
    {
        string checkout = _folder["checkout"];
        Directory.CreateDirectory(Path.Combine(checkout, ".ci"));
        Directory.CreateDirectory(Path.Combine(checkout, "docs"));
        Directory.CreateDirectory(Path.Combine(checkout, ".build", "images"));
        File.WriteAllText(Path.Combine(checkout, ".build", "images", "one.tar"), "");
        foreach (string file in (string[])[".ci/k3d", ".ci/quick-start", "docs/quick-start.md"])
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(checkout, file));
        string call = $"echo \"${{0##*/}} $*\" >>'{_folder["calls"]}'; case \"${{0##*/}} $*\" in '{failing}'*) exit 1 ;; esac";
        Put("docker", "exit 0");
        Put("k3d", $"{call}; [ \"$1\" != kubeconfig ] || echo 'kind: Config'");
        Put("helm", call);
        Put("kubectl", $"{call}; case \"$*\" in *'sectors list') echo Proving ;; esac");
        Write(Path.Combine(checkout, ".ci", "images"), $"echo images >>'{_folder["calls"]}'");
        Write(Path.Combine(checkout, ".ci", "helm"), $"echo '{_folder["bin", "helm"]}'");
        return checkout;
    }

    private Dictionary<string, string?> Variables() => new() { ["PATH"] = SearchPath };

    private void Put(string name, string script)
    {
        Directory.CreateDirectory(_folder["bin"]);
        Write(_folder["bin", name], script);
    }

    private static void Write(string file, string script)
    {
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
