using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Tests.Fakes;

/// <summary>A miner with short times in a folder of its own.</summary>
internal sealed class TestMiner : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private TestMiner(TemporaryFolder folder, DevMinerHost host) => (_folder, Host) = (folder, host);

    public string Folder => _folder.Path;

    public DevMinerHost Host { get; }

    public static async Task<TestMiner> StartAsync(Func<DevMinerOptions, DevMinerOptions>? change = null)
    {
        TemporaryFolder folder = new();
        DevMinerOptions options = new()
        {
            RepositoryPath = folder.Path,
            Scheduler = new SchedulerOptions
            {
                StartDelay = TimeSpan.FromMilliseconds(10),
                Heartbeat = TimeSpan.FromMilliseconds(150),
                PollTimeout = Patience.Limit,
            },
            Pipeline = new PipelineOptions
            {
                RetryInterval = TimeSpan.FromMilliseconds(50),
                CoolDown = TimeSpan.FromMilliseconds(100),
                VerifyProofs = false,
            },
        };
        return new TestMiner(folder, await DevMinerHost.StartAsync(change?.Invoke(options) ?? options));
    }

    /// <summary>Waits until the miner has gone through its queue, with the sector's task in it, and given it to nobody.</summary>
    public async Task WaitForVainCyclesAsync(SectorId sector)
    {
        Scheduler scheduler = Host.Services.Scheduler;
        bool Queued() => scheduler.Snapshot().Requests.Any(request => request.Sector.Id == sector);
        await Patience.UntilAsync("the task is queued", Queued);
        // The next one to end may have begun before.
        long cycles = scheduler.Cycles + 2;
        await Patience.UntilAsync("the miner looks at its queue", () => scheduler.Cycles >= cycles);
        Assert.True(Queued());
    }

    /// <summary>Waits until the miner knows the id of a worker's call, and so would know its result after a restart.</summary>
    public Task WaitForCallAsync(CallId call) =>
        Patience.UntilAsync("the miner knows the call", () => Host.Services.Calls.RunningWork().Any(work => work.Record.Call == call));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
