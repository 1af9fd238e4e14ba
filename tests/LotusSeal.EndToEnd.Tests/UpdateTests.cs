using LotusSeal.DevMiner.Api;
using LotusSeal.DevMiner.Commands;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Sealed sectors without data take some (SnapDeals), whatever moment the worker dies.</summary>
public sealed class UpdateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proving_sector_takes_data_and_is_proved_and_unsealed_without_its_key()
    {
        await using Scene scene = await Scene.StartAsync(options => options with { StoragePath = null });
        string store = scene.Folder["store"];
        await scene.Worker.SucceedAsync("storage", "attach", "--init", "--store", store);
        SectorId sector = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        string file = await WriteDataAsync(scene);
        StringWriter output = new(), error = new();
        int code = await DevMinerCommandLine.RunAsync(
            ["--miner-repo", scene.MinerRepository, "sectors", "snap-up", $"{sector.Number}", "--piece", file], output, error, Stop);
        Assert.Equal((0, $"Sector {sector.Number} takes data\n", ""), (code, output.ToString(), error.ToString()));
        await scene.WaitForStateAsync(SectorState.Proving, sector);

        Assert.True(scene.RecordOf(sector).Update!.IsActive);
        Assert.Equal(0, scene.RecordOf(sector).Retries);
        Assert.True(File.Exists(Path.Combine(store, "update", sector.ToString())));
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"], Directory.GetFiles(Path.Combine(store, "update-cache", sector.ToString()))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(scene.Folder.Path, sector.ToString(), SearchOption.AllDirectories),
            path => Path.GetFileName(Path.GetDirectoryName(path)) == "sealed");
        ProveReport report = await scene.Miner.ProveAsync(sector.Number, Stop);
        Assert.Equal(5680, report.Bytes);

        await scene.Miner.Services.Operations.ReleaseUnsealedAsync(scene.RecordOf(sector).Reference, null, 0, Stop);
        await AssertDataAsync(scene, sector, file);
        Assert.Throws<InvalidDataException>(() => scene.Miner.SnapUp(sector.Number, file));
    }

    [Fact]
    public async Task An_update_is_finished_though_the_worker_is_killed_in_each_of_its_tasks()
    {
        await using Scene scene = await Scene.StartAsync();
        SectorId sector = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        string file = await WriteDataAsync(scene);
        scene.Miner.SnapUp(sector.Number, file);
        foreach (string task in (string[])["RU", "PR1", "FRU"])
        {
            await Patience.UntilAsync($"{task} begins", () => scene.Worker.CountInLog($" {task} {sector} accepted") > 0,
                () => $"{scene.MinerLog}\n{scene.Worker.Log}");
            await scene.Worker.KillAsync();
            await scene.Worker.StartReadyAsync();
        }

        await scene.WaitForStateAsync(SectorState.Proving, sector);
        Assert.True(scene.RecordOf(sector).Update!.IsActive);
        await scene.Miner.ProveAsync(sector.Number, Stop);
        await AssertDataAsync(scene, sector, file);
        await Patience.UntilAsync("the call store is empty", () => scene.Worker.CallsInStore() == 0, () => scene.Worker.Log);
    }

    /// <summary>The whole of an update with its proof, though its prover and its worker are killed while they make it.</summary>
    [Fact]
    public async Task An_update_is_proved_though_prover_and_worker_are_killed_in_the_proof()
    {
        LongTests.Need();
        string folder = ProofParameters.FolderOrSkip(updates: true);
        await using Scene scene = await Scene.StartAsync(
            options => options with { Pipeline = options.Pipeline with { Prove = true }, ParametersFolder = folder }, "--params", folder);
        SectorId sector = scene.Miner.Pledge();
        await scene.Miner.WaitForStateAsync(sector.Number, SectorState.Proving, 10 * Patience.Limit, Stop);
        scene.Miner.SnapUp(sector.Number, await WriteDataAsync(scene));
        await scene.Worker.WaitForTaskAsync("PR2");
        Assert.True(Signal.TrySend(scene.Worker.LastProver!.Value, Signal.Kill));
        await scene.Worker.WaitForLogAsync("killed (signal 9)");
        await scene.Worker.WaitForTaskAsync("PR2");
        await scene.Worker.KillAsync();
        await scene.Worker.StartReadyAsync();
        await scene.Miner.WaitForStateAsync(sector.Number, SectorState.Proving, 10 * Patience.Limit, Stop);
        Assert.True(scene.RecordOf(sector).Update!.IsActive);
        Assert.Single(scene.MinerLog.Lines, line => line.Contains($"Sector {sector}: ProveReplicaUpdate: the proof was verified here",
            StringComparison.Ordinal));
    }

    private static async Task<string> WriteDataAsync(Scene scene)
    {
        byte[] data = new byte[2032];
        new Random(11).NextBytes(data);
        string file = scene.Folder["data"];
        await File.WriteAllBytesAsync(file, data, Stop);
        return file;
    }

    private static async Task AssertDataAsync(Scene scene, SectorId sector, string file)
    {
        string output = scene.Folder["unsealed-data"];
        await scene.Miner.UnsealAsync(sector.Number, output, Stop);
        Assert.Equal(await File.ReadAllBytesAsync(file, Stop), await File.ReadAllBytesAsync(output, Stop));
    }
}
