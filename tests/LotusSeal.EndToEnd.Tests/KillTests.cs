using System.Security.Cryptography;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The promise that users pay for: whatever moment the worker dies, nothing is lost and nothing is done twice for the miner.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Sectors = 20;
    private const int Kills = 50;

    [Fact]
    public async Task Twenty_sectors_reach_proving_though_the_worker_is_killed_at_fifty_random_moments()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using TemporaryFolder folder = new();
        await using DevMinerHost miner = await DevMinerHost.StartAsync(QuickMiner(folder.Combine("miner")), TestContext.Current.CancellationToken);
        await using WorkerProcess worker = new(folder.Path, folder.Combine("miner"));

        int kills = 0;
        ulong pledged = 0;
        while (kills < Kills)
        {
            worker.Start();
            await worker.WaitReadyAsync(TimeSpan.FromSeconds(30));
            if (pledged < Sectors && (int)pledged * Kills <= kills * Sectors) pledged = miner.Pledge().Number;
            await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken);
            await worker.KillAsync();
            kills++;
        }

        worker.Start();
        for (; pledged < Sectors; pledged = miner.Pledge().Number)
        {
        }

        for (ulong number = 1; number <= Sectors; number++)
        {
            await miner.WaitForStateAsync(number, "Proving", TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        }
    }

    private static DevMinerOptions QuickMiner(string repository) => new()
    {
        RepositoryPath = repository,
        StoragePath = Path.Combine(repository, "store"),
        Sealer = new SectorSealer(new ManagedSealingBackend(), new SealingOptions { ParentsCacheDirectory = Path.Combine(repository, "parents") }),
        Scheduler = new SchedulerOptions { StartDelay = TimeSpan.Zero, Heartbeat = TimeSpan.FromMilliseconds(200) },
        Pipeline = new PipelineOptions
        {
            RetryInterval = TimeSpan.FromMilliseconds(200),
            CoolDown = TimeSpan.FromMilliseconds(500),
            MaxPreCommit1Fails = int.MaxValue
        },
    };
}
