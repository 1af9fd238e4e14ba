using LotusSeal.Testing.Kubernetes;

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

    private void Put(string name, string script)
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder["bin", name], $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_folder["bin", name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
