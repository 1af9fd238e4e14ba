using System.Security.Cryptography;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The promise that users pay for: whatever moment the worker dies, nothing is lost and nothing is done twice for the miner.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Lines = 2, SectorsEach = 10, KillsEach = 25;

    [Fact]
    public async Task Twenty_sectors_reach_proving_though_the_worker_is_killed_at_fifty_random_moments()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        // Two miners with a worker each, side by side: most of the time goes to starts, which take one core.
        await Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => SealAndKillAsync(new Random(seed + line)))));
    }

    private static async Task SealAndKillAsync(Random random)
    {
        await using Scene scene = await Scene.StartAsync();
        List<SectorId> sectors = [];
        for (int kill = 0; kill < KillsEach; kill++)
        {
            if (sectors.Count < SectorsEach && sectors.Count * KillsEach <= kill * SectorsEach) sectors.Add(scene.Miner.Pledge());
            await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken);
            await scene.Worker.KillAsync();
            scene.Worker.Start();
            // One kill in five hits a start, the others a registered worker.
            if (random.Next(5) == 0) await Task.Delay(random.Next(0, 1000), TestContext.Current.CancellationToken);
            else await scene.Worker.WaitReadyAsync();
        }

        await scene.Worker.WaitReadyAsync();
        while (sectors.Count < SectorsEach) sectors.Add(scene.Miner.Pledge());
        await scene.WaitForStateAsync("Proving", [.. sectors]);
        await Patience.UntilAsync("the call store is empty", () => scene.Worker.CallsInStore() == 0, () => scene.Worker.Log);
    }
}
