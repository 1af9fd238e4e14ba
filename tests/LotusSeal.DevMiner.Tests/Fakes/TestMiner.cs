using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;

namespace LotusSeal.DevMiner.Tests.Fakes;

/// <summary>A miner with short times in a folder of its own.</summary>
internal sealed class TestMiner : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
                PollTimeout = TimeSpan.FromSeconds(2),
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

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
