using System.Globalization;
using System.Security.Cryptography;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Two workers that share their paths may die at any moment, each on its own or both: nothing is lost, and no kept byte changes.</summary>
public sealed class SharedPathKillTests(ITestOutputHelper output)
{
    /// <summary>How often to kill; CONTRIBUTING.md tells of both variables.</summary>
    private const string KillsVariable = "LOTUSSEAL_KILLS", SeedVariable = "LOTUSSEAL_KILL_SEED";

    private const int UsualKills = 10, KillsForASector = 4, AtWork = 3;

    /// <summary>Bytes that both workers write while each does something, and from a start to the registration, about.</summary>
    private const int LogOfWork = 5000, LogOfAStart = 2000;

    [Fact]
    public async Task Sectors_reach_proving_and_their_kept_data_stay_though_workers_on_shared_paths_are_killed_at_random_moments()
    {
        int kills = Number(KillsVariable) ?? UsualKills;
        int seed = Number(SeedVariable) ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"{kills} kills, {SeedVariable}={seed}");
        Random random = new(seed);
        await using Scene scene = await Scene.StartAsync(options => options with { Pipeline = options.Pipeline with { KeepUnsealed = true } });
        await using SharingWorkers workers = await SharingWorkers.StartAsync(scene);
        try
        {
            List<KeptData> sectors = await KillAsync(scene, workers, random, kills);
            output.WriteLine($"{sectors.Count} sectors, unsealed {sectors.Sum(sector => sector.Rounds)} times");
            await AssertAllIsWellAsync(scene, workers, sectors);
        }
        catch
        {
            output.WriteLine(workers.Explain());
            throw;
        }
    }

    /// <summary>Seals and unseals, and kills meanwhile; returns when all that was begun is done.</summary>
    private static async Task<List<KeptData>> KillAsync(Scene scene, SharingWorkers workers, Random random, int kills)
    {
        List<KeptData> sectors = [];
        List<Task> unsealing = [];
        using SemaphoreSlim turns = new(AtWork);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        for (int kill = 0; kill < kills; kill++)
        {
            while (sectors.Count(sector => !sector.IsProving) < AtWork && sectors.Count * KillsForASector <= kill + AtWork * KillsForASector)
            {
                KeptData sector = KeptData.Seal(scene, workers, random);
                sectors.Add(sector);
                unsealing.Add(UnsealOverAndOverAsync(scene, sector, turns, enough.Token));
            }

            await KillSomeAsync(workers, random);
            foreach (Task broken in unsealing.Where(task => task.IsFaulted)) await broken;
        }

        foreach (WorkerProgram worker in workers.Both) await worker.WaitReadyAsync();
        await scene.WaitForStateAsync(SectorState.Proving, [.. sectors.Select(sector => sector.Sector)]);
        await enough.CancelAsync();
        await Task.WhenAll(unsealing);
        return sectors;
    }

    /// <summary>Kills one worker, or both, when the two have got on by some place in their logs, and starts it again.</summary>
    private static async Task KillSomeAsync(SharingWorkers workers, Random random)
    {
        long moment = workers.LogLength + random.Next(LogOfWork);
        await Patience.UntilAsync("the workers get on", () => workers.LogLength >= moment, workers.Explain);
        WorkerProgram[] victims = random.Next(5) == 0 ? [.. workers.Both] : [workers.Both[random.Next(2)]];
        bool inItsStart = random.Next(5) == 0;
        foreach (WorkerProgram victim in victims) await victim.KillAsync();
        foreach (WorkerProgram victim in victims)
        {
            long start = victim.LogLength, enough = inItsStart ? start + random.Next(LogOfAStart) : long.MaxValue;
            victim.Start();
            await Patience.UntilAsync("the worker starts", async () => victim.LogLength >= enough || await victim.IsReadyAsync(), workers.Explain);
        }
    }

    private static async Task UnsealOverAndOverAsync(Scene scene, KeptData sector, SemaphoreSlim turns, CancellationToken enough)
    {
        try
        {
            await scene.Miner.WaitForStateAsync(sector.Sector.Number, SectorState.Proving, TimeSpan.FromDays(1), enough);
            sector.AssertReplicas();
            sector.AssertValidBytes(whole: false);
            for (int round = 0; ; round++)
            {
                await turns.WaitAsync(enough);
                try
                {
                    await sector.GiveUpAndUnsealAsync(first: round % 2 == 0, TestContext.Current.CancellationToken);
                }
                finally
                {
                    turns.Release();
                }
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Killing is over.
        }
    }

    private static async Task AssertAllIsWellAsync(Scene scene, SharingWorkers workers, List<KeptData> sectors)
    {
        foreach (KeptData sector in sectors)
        {
            sector.AssertValidBytes(whole: sector.Rounds > 0);
            sector.AssertReplicas();
            // Also those that were proved last get their turn, and nobody is killed now: whatever was left behind must not be in the way.
            await sector.GiveUpAndUnsealAsync(first: true, TestContext.Current.CancellationToken);
            await sector.AssertMinerReadsItAsync(TestContext.Current.CancellationToken);
            await scene.Miner.ProveAsync(sector.Sector.Number, TestContext.Current.CancellationToken);
        }

        foreach (WorkerProgram worker in workers.Both)
        {
            await Patience.UntilAsync("the call store is empty", () => worker.CallsInStore() == 0, workers.Explain);
            Assert.Equal(0, await worker.TerminateAsync());
        }

        Assert.Empty(scene.Miner.Services.Calls.RunningWork());
        workers.LetAWeekPass();
        // Opening the paths tidies them.
        foreach (WorkerProgram worker in workers.Both) await worker.StartReadyAsync();
        IReadOnlyList<string> unfinished = workers.Unfinished();
        Assert.True(unfinished.Count == 0, $"Left behind: {string.Join(", ", unfinished)}");
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
