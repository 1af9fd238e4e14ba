using LotusSeal.DevMiner.Api;
using LotusSeal.DevMiner.Commands;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Sectors that stay with the worker are proved to the miner.</summary>
public sealed class StoredSectorTests
{
    [Fact]
    public async Task A_sector_in_the_worker_s_own_store_is_proved_as_long_as_its_files_are_sound()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using Scene scene = await Scene.StartAsync(options => options with { StoragePath = null });
        string store = scene.Folder["store"];
        await scene.Worker.SucceedAsync("storage", "attach", "--init", "--store", store);
        SectorId sector = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        string replica = Path.Combine(store, "sealed", sector.ToString());
        Assert.True(File.Exists(replica));

        string worker = $"http://127.0.0.1:{scene.Worker.Port}/remote";
        Assert.Equal(new ProveReport(5680, 10, worker), await scene.Miner.ProveAsync(sector.Number, stop));
        Assert.Equal((0, $"Sector {sector.Number}: 10 challenges, vanilla proof of 5680 bytes from {worker} holds\n", ""),
            await ProveCommandAsync(scene, sector));

        await FlipAsync(replica, stop);
        (int code, _, string error) = await ProveCommandAsync(scene, sector);
        Assert.Equal(1, code);
        Assert.Contains($"500 challenge ", error, StringComparison.Ordinal);
        Assert.Contains($"{replica} is damaged", error, StringComparison.Ordinal);
        await scene.Worker.WaitForLogAsync($"{replica} is damaged");
        await FlipAsync(replica, stop);
        await scene.Miner.ProveAsync(sector.Number, stop);
    }

    [Fact]
    public async Task A_sector_that_went_to_the_miner_s_own_store_is_proved_by_the_miner()
    {
        await using Scene scene = await Scene.StartAsync();
        SectorId sector = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        ProveReport report = await scene.Miner.ProveAsync(sector.Number, TestContext.Current.CancellationToken);
        Assert.Equal(new ProveReport(5680, 10, $"http://127.0.0.1:{scene.Miner.Port}/remote"), report);
    }

    private static async Task<(int Code, string Output, string Error)> ProveCommandAsync(Scene scene, SectorId sector)
    {
        StringWriter output = new(), error = new();
        int code = await DevMinerCommandLine.RunAsync(["--miner-repo", scene.MinerRepository, "sectors", "prove", $"{sector.Number}"],
            output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private static async Task FlipAsync(string path, CancellationToken stop)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, stop);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, stop);
    }
}
