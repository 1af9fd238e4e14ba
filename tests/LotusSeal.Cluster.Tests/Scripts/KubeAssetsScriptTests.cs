using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Scripts;

/// <summary><c>.ci/kube-assets</c> with an archive of small programs, pinned like the real one, from a mirror that is a folder.</summary>
public sealed class KubeAssetsScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _file =
        $"envtest-v9.9.9-linux-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}.tar.gz";

    public KubeAssetsScriptTests()
    {
        Directory.CreateDirectory(_folder["ci"]);
        File.Copy(Path.Combine(Repository.Root, ".ci", "kube-assets"), _folder["ci", "kube-assets"]);
        Directory.CreateDirectory(_folder["mirror", "envtest-v9.9.9"]);
    }

    private string Archive => _folder["mirror", "envtest-v9.9.9", _file];

    private string Cache => _folder["cache", "lotusseal", "kube-assets"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_pinned_is_brought_once_and_found_by_tests()
    {
        await PackAsync("kube-apiserver", "etcd", "kubectl");
        CommandResult brought = await RunAsync();
        Assert.True(brought.ExitCode == 0, brought.Error);
        Assert.True(File.Exists(Path.Combine(brought.Output.Trim(), "kube-apiserver")));
        Assert.True(File.Exists(Path.Combine(Cache, "current", "etcd")));
        File.Delete(Archive);
        Assert.Equal(brought, await RunAsync());
    }

    [Fact]
    public async Task A_transfer_that_broke_is_gone_on_with()
    {
        await PackAsync("kube-apiserver", "etcd", "kubectl");
        Directory.CreateDirectory(Cache);
        byte[] whole = await File.ReadAllBytesAsync(Archive, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(Cache, $"{_file}.part"), whole[..40], TestContext.Current.CancellationToken);
        // Of the beginning nothing is asked for: this archive has another one.
        whole.AsSpan(0, 40).Clear();
        await File.WriteAllBytesAsync(Archive, whole, TestContext.Current.CancellationToken);
        CommandResult brought = await RunAsync();
        Assert.True(brought.ExitCode == 0, brought.Error);
    }

    [Fact]
    public async Task Another_archive_than_the_pinned_one_is_refused_and_nothing_is_left()
    {
        await PackAsync("kube-apiserver", "etcd", "kubectl");
        await File.AppendAllTextAsync(Archive, "x", TestContext.Current.CancellationToken);
        CommandResult brought = await RunAsync();
        Assert.Equal(1, brought.ExitCode);
        Assert.Contains("has not the pinned SHA-512", brought.Error, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Cache, "lock")], Directory.GetFileSystemEntries(Cache));
    }

    [Fact]
    public async Task An_archive_without_a_program_is_refused()
    {
        await PackAsync("kube-apiserver", "kubectl");
        Assert.Contains("has no etcd", (await RunAsync()).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Cache, "current")));
    }

    [Fact]
    public async Task Without_a_way_there_the_error_says_what_else_helps()
    {
        await PackAsync("kube-apiserver", "etcd", "kubectl");
        File.Delete(Archive);
        CommandResult brought = await RunAsync();
        Assert.Equal(1, brought.ExitCode);
        Assert.Contains("KUBEBUILDER_ASSETS", brought.Error, StringComparison.Ordinal);
    }

    private async Task PackAsync(params string[] programs)
    {
        Directory.CreateDirectory(_folder["controller-tools", "envtest"]);
        foreach (string program in programs) File.Copy("/bin/true", _folder["controller-tools", "envtest", program]);
        CommandResult packed = await CommandRun.RunAsync("tar", ["-C", _folder.Path, "-czf", Archive, "controller-tools"]);
        Assert.True(packed.ExitCode == 0, packed.Error);
        string digest = Convert.ToHexStringLower(SHA512.HashData(await File.ReadAllBytesAsync(Archive, TestContext.Current.CancellationToken)));
        await File.WriteAllTextAsync(_folder["ci", "kube-assets.sha512"], $"{digest}  {_file}\n", TestContext.Current.CancellationToken);
    }

    private Task<CommandResult> RunAsync() => CommandRun.RunAsync(_folder["ci", "kube-assets"], [], null, new Dictionary<string, string?>
    {
        ["XDG_CACHE_HOME"] = _folder["cache"],
        ["KUBE_ASSETS_URL"] = $"file://{_folder["mirror"]}",
    });
}
