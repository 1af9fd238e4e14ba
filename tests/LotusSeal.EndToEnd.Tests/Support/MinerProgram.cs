using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Testing.Processes;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>The development miner as a process, which can be killed as a real one.</summary>
internal sealed class MinerProgram(string folder) : ProgramProcess("lotus-seal-devminer", Path.Combine(folder, "miner.log"))
{
    private readonly int _port = LoopbackPort.Free();

    public string Repository { get; } = Path.Combine(folder, "miner");

    /// <summary>Starts the miner and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Start(["--miner-repo", Repository, "run", "--port", $"{_port}", "--storage", Path.Combine(Repository, "store"), "--time-scale", "0.05"]);
        await Patience.UntilAsync("the miner answers", async () =>
        {
            if (HasExited) throw new InvalidOperationException($"The miner ended:\n{Log}");
            try
            {
                await AskAsync(api => api.SectorsListAsync(TestContext.Current.CancellationToken));
                return true;
            }
            catch (Exception error) when (error is RpcTransportException or IOException)
            {
                return false; // Not listening yet.
            }
        }, () => Log);
    }

    /// <summary>Calls the running miner.</summary>
    public async Task<T> AskAsync<T>(Func<IMinerAdminApi, Task<T>> question)
    {
        RpcClientOptions options = new() { Deadline = Patience.Limit };
        await using RpcConnection connection = RpcConnection.Open(ApiInfo.FromRepository(Repository).ToHttp(), options);
        return await question(connection.As<IMinerAdminApi>());
    }
}
