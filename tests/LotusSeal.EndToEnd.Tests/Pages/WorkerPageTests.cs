using LotusSeal.DevMiner.Hosting;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Api;
using LotusSeal.Testing.Pages;

namespace LotusSeal.EndToEnd.Tests.Pages;

/// <summary>
/// What pages say about a worker beside a miner, line by line: the real worker, beside a development miner whose command stands in for lotus-miner,
/// which has these commands too. The folders of a page lie in a temporary one.
/// </summary>
public sealed class WorkerPageTests : IDisposable
{
    /// <summary>The worker goes on in the background; the next line comes when the miner has it.</summary>
    private const string Run = """
        if [ "$1" != run ]; then command lotus-seal-worker "$@"; return; fi
        wait
        command lotus-seal-worker "$@" &
        local pid=$!
        set +x
        until (exec 3<>"/dev/tcp/127.0.0.1/$WORKER_PORT" && printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3 && grep -q '^ready' <&3) 2>/dev/null; do
          kill -0 "$pid" || return 1
          sleep 0.05
        done
        set -x
        """;

    private const string LotusMiner = """
        local line=()
        while [ $# -gt 0 ]; do
          case $1 in --perm) shift ;; *) line+=("$1") ;; esac
          shift
        done
        [ "${line[*]}" != "sectors pledge" ] || line=(pledge)
        lotus-seal-devminer --miner-repo "$DEVMINER" "${line[@]}"
        """;

    private readonly TemporaryFolder _folder = new();

    /// <summary>The first page is read in every run; each command starts a program, so that all of them take a minute of two processors.</summary>
    private const string FirstPage = "README.md";

    public static TheoryData<string> Pages { get; } = [.. PageFiles.WithScene(PageScenes.Worker)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_succeeds(string page)
    {
        if (page != FirstPage) LongTests.Need();
        await using DevMinerHost miner = await DevMinerHost.StartAsync(Scene.QuickMiner(_folder["miner"]), TestContext.Current.CancellationToken);
        string? token = ApiInfo.FromRepository(_folder["miner"]).Token;
        string address = await File.ReadAllTextAsync(_folder["miner/api"], TestContext.Current.CancellationToken);
        int port = LoopbackPort.Free();
        string output = await new PageShell()
            .Replace("/var/lib/lotus-miner", _folder["miner"])
            .Replace("/var/lib/", _folder["lib/"])
            .Replace("/data/", _folder["data/"])
            .Replace("/tmp/", _folder["tmp/"])
            .Replace("TOKEN:/ip4/10.0.0.5/tcp/2345/http", $"{token}:{address}")
            .Replace("10.0.0.7", "127.0.0.1")
            .Replace(":3456", $":{port}")
            .AddPath(AppContext.BaseDirectory)
            .Set("HOME", Folder("home"))
            .Set("DEVMINER", _folder["miner"])
            .Set("WORKER_PORT", $"{port}")
            .Set("LOTUSSEAL_TIME_SCALE", "0.05")
            .Before("lotus-seal-worker", Run)
            .Before("lotus-miner", LotusMiner)
            .RunAsync(page, PageScenes.Worker);
        TestContext.Current.SendDiagnosticMessage("{0}", output);
    }

    private string Folder(string name)
    {
        foreach (string other in (string[])["lib", "data", "tmp"]) Directory.CreateDirectory(_folder[other]);
        return Directory.CreateDirectory(_folder[name]).FullName;
    }
}
