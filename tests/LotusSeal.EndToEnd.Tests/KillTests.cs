using System.Security.Cryptography;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The promise that users pay for: whatever moment the worker dies, nothing is lost and nothing is done twice for the miner.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Lines = 2, SectorsEach = 10;

    /// <summary>Before a release there are fifty in all.</summary>
    private static readonly int KillsEach = LongTests.AreWanted ? 25 : 10;

    /// <summary>Bytes that a worker writes about one sector, and from its start to its registration, about.</summary>
    private const int LogOfASector = 6000, LogOfAStart = 2000;

    [Fact]
    public async Task Twenty_sectors_reach_proving_though_the_worker_is_killed_at_random_moments()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        // Two miners with a worker each, side by side: most of the time goes to starts, which take one core.
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => SealAndKillAsync(new Random(seed + line)))));
    }

    private static async Task SealAndKillAsync(Random random)
    {
        await using Scene scene = await Scene.StartAsync();
        bool IsProving(SectorId sector) => scene.Miner.SectorStateOf(sector.Number) == SectorState.Proving;
        List<SectorId> sectors = [];
        for (int kill = 0; kill < KillsEach; kill++)
        {
            bool due = sectors.Count * KillsEach <= kill * SectorsEach || sectors.All(IsProving);
            if (sectors.Count < SectorsEach && due) sectors.Add(scene.Miner.Pledge());
            // A moment is a place in the worker's log: so kills hit work on a machine of any speed.
            long moment = scene.Worker.LogLength + random.Next(LogOfASector);
            await Patience.UntilAsync("the worker gets on", () => scene.Worker.LogLength >= moment || sectors.All(IsProving), () => scene.Worker.Log);
            await scene.Worker.KillAsync();
            long start = scene.Worker.LogLength;
            scene.Worker.Start();
            // One kill in five hits a start, the others a registered worker.
            moment = random.Next(5) == 0 ? start + random.Next(LogOfAStart) : long.MaxValue;
            await Patience.UntilAsync("the worker starts",
                async () => scene.Worker.LogLength >= moment || await scene.Worker.IsReadyAsync(), () => scene.Worker.Log);
        }

        await scene.Worker.WaitReadyAsync();
        while (sectors.Count < SectorsEach) sectors.Add(scene.Miner.Pledge());
        await scene.WaitForStateAsync(SectorState.Proving, [.. sectors]);
        await Patience.UntilAsync("the call store is empty", () => scene.Worker.CallsInStore() == 0, () => scene.Worker.Log);
    }
}
