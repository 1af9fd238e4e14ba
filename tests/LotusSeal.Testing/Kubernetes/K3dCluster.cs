using System.Diagnostics;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>A cluster of k3d in Docker that ends with this process, however that ends.</summary>
public sealed class K3dCluster : IAsyncDisposable
{
    // As in NodeCluster: what begins is also ended when this process is killed.
    private const string Keeper = """
        config=$("$SCRIPT" up --bare "$NAME" 2>"$LOG" </dev/null)
        code=$?
        trap '' PIPE
        echo "$code $config"
        cat >/dev/null
        [ "$code" != 0 ] || "$SCRIPT" down "$NAME" >>"$LOG" 2>&1 </dev/null
        """;

    private readonly TemporaryFolder _folder;
    private readonly Process _keeper;

    private K3dCluster(TemporaryFolder folder, Process keeper, string kubeConfig) => (_folder, _keeper, KubeConfig) = (folder, keeper, kubeConfig);

    /// <summary>The way to it.</summary>
    public string KubeConfig { get; }

    /// <summary>Starts one; null where Docker does not run or k3d is not installed.</summary>
    /// <param name="path">Folders of programs in place of those of PATH.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<K3dCluster?> StartAsync(string? path = null)
    {
        if (!Answers(path, "docker", "info") || !Answers(path, "k3d", "version")) return null;
        TemporaryFolder folder = new();
        ProcessStartInfo start = new("/usr/bin/setsid", ["/bin/sh", "-c", Keeper]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (path is not null) start.Environment["PATH"] = path;
        start.Environment["SCRIPT"] = Path.Combine(Repository.Root, ".ci", "k3d");
        start.Environment["NAME"] = $"lotusseal-test-{Environment.ProcessId}";
        start.Environment["LOG"] = folder["log"];
        Process keeper = Process.Start(start)!;
        string[] answer = (await keeper.StandardOutput.ReadLineAsync() ?? "").Split(' ', 2);
        K3dCluster cluster = new(folder, keeper, answer[^1]);
        if (answer[0] == "0") return cluster;
        string log = await File.ReadAllTextAsync(folder["log"]);
        await cluster.DisposeAsync();
        throw new InvalidOperationException($"k3d made no cluster: {log}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().WaitAsync(Patience.Limit);
        _keeper.Dispose();
        _folder.Dispose();
    }

    private static bool Answers(string? path, string program, string argument)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "command -v \"$1\" >/dev/null && \"$@\" >/dev/null 2>&1", "sh", program, argument]);
        if (path is not null) start.Environment["PATH"] = path;
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
