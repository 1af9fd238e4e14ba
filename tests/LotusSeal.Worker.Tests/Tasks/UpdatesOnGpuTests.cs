using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A worker whose updates are done by the process of a GPU, as its PreCommit2 is.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class UpdatesOnGpuTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly LogLines _log = new();
    private GpuDouble? _gpu;

    public void Dispose() => _gpu?.Dispose();

    [Fact]
    public async Task A_process_that_is_killed_costs_neither_an_update_nor_a_key()
    {
        await using UpdateScene scene = await StartAsync(GpuPolicy.Prefer, GpuDouble.KilledInUpdate, GpuDouble.KilledInKey);
        byte[] key = File.ReadAllBytes(scene.FileOf("sealed"));
        ReplicaUpdateOut made = await UpdateAsync(scene);
        Assert.Equal(2, _gpu!.Processes.Count);
        await AssertIsThatOfTheProcessorAsync(scene);
        await scene.DeleteAsync("sealed");
        Assert.Null((await scene.RunAsync(scene.Worker.Api.GenerateSectorKeyFromDataAsync(UpdateScene.Sector, made.NewUnsealed, None))).Error);
        Assert.Equal(key, File.ReadAllBytes(scene.FileOf("sealed")));
        Assert.Equal(3, _gpu.Processes.Count);
        GpuList gpus = await GpusAsync(scene);
        Assert.Equal(["PC2", "RU"], Assert.Single(gpus.Gpus).Tasks);
        Assert.Equal(GpuDouble.Name, gpus.Backends["RU"]);
    }

    [Fact]
    public async Task The_miner_is_told_of_a_GPU_that_only_updates_use()
    {
        _gpu = new GpuDouble();
        await using FakeMiner miner = await FakeMiner.StartAsync();
        using TemporaryFolder folder = new();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, folder["repo"]) with
        {
            Tasks = new HashSet<string> { TaskTypes.ReplicaUpdate },
            GpuProcess = _gpu.Program,
        });
        Assert.Equal([GpuDouble.Name], (await worker.Api.InfoAsync(None)).Resources.Gpus ?? []);
    }

    [Fact]
    public async Task An_update_whose_processes_are_lost_twice_in_a_row_is_made_by_the_processor()
    {
        await using UpdateScene scene = await StartAsync(GpuPolicy.Prefer, GpuDouble.KilledInUpdate, GpuDouble.KilledInUpdate);
        await UpdateAsync(scene);
        await AssertIsThatOfTheProcessorAsync(scene);
        Assert.Equal(2, _gpu!.Processes.Count);
        GpuList gpus = await GpusAsync(scene);
        Assert.Contains("2 processes in a row were lost with it", Assert.Single(gpus.Gpus).Retired, StringComparison.Ordinal);
        Assert.NotEqual(GpuDouble.Name, gpus.Backends["RU"]);
        Assert.Empty((await scene.Worker.Api.InfoAsync(None)).Resources.Gpus ?? []);
        Assert.Contains(_log.Lines, line => line.Contains($"{GpuDouble.Name} failed in an update: 2 processes", StringComparison.Ordinal)
            && line.Contains("Update goes on with", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_update_falls_back_where_a_GPU_is_required_for_PreCommit2()
    {
        await using UpdateScene scene = await StartAsync(GpuPolicy.Require, GpuDouble.KilledInUpdate, GpuDouble.KilledInUpdate);
        await UpdateAsync(scene);
        await AssertIsThatOfTheProcessorAsync(scene);
        await Patience.UntilAsync("PreCommit2 is withheld", async () =>
            !(await scene.Worker.Api.TaskTypesAsync(None))!.ContainsKey(TaskTypes.PreCommit2), _log.ToString);
        Assert.Contains(TaskTypes.ReplicaUpdate, (await scene.Worker.Api.TaskTypesAsync(None))!.Keys);
    }

    [Fact]
    public async Task A_cancelled_update_leaves_nothing_in_the_way_of_the_next_one()
    {
        await using UpdateScene scene = await StartAsync(GpuPolicy.Prefer, GpuDouble.WaitsInUpdate);
        CallId call = await scene.Worker.Api.ReplicaUpdateAsync(UpdateScene.Sector, [scene.Piece], None);
        await Patience.UntilAsync("its progress is seen", async () => (await scene.Worker.Http.GetStringAsync("/jobs"))
            .Contains(GpuDouble.WaitsInUpdate, StringComparison.Ordinal), _log.ToString);
        await scene.Worker.Api.JobCancelAsync(call, None);
        Assert.NotNull((await scene.Miner.ReturnOf(call)).Error);
        await UpdateAsync(scene);
        await AssertIsThatOfTheProcessorAsync(scene);
        Assert.Equal(GpuDouble.Name, (await GpusAsync(scene)).Backends["RU"]);
    }

    private Task<UpdateScene> StartAsync(GpuPolicy policy, params string[] lives)
    {
        _gpu = new GpuDouble(lives);
        return UpdateScene.StartAsync(options => options with { GpuProcess = _gpu.Program, GpuPolicy = policy }, _log);
    }

    private static async Task<ReplicaUpdateOut> UpdateAsync(UpdateScene scene) =>
        (await scene.RunAsync(scene.Worker.Api.ReplicaUpdateAsync(UpdateScene.Sector, [scene.Piece], None))).Ok<ReplicaUpdateOut>();

    private static async Task AssertIsThatOfTheProcessorAsync(UpdateScene scene)
    {
        using TemporaryFolder folder = new();
        PoRepConfig config = PoRepConfig.ForProof(UpdateScene.Sector.ProofType);
        SectorUpdater updater = new(new BackendPool([new ManagedSealingBackend()]), new SealingOptions { Threads = 1 });
        PieceCommitment piece = new(scene.Piece.PieceCid!.ToCommD().Value, config.DataSize);
        await updater.EncodeAsync(new SectorKey(config, scene.FileOf("sealed"), scene.FileOf("cache")),
            new UpdateFiles(folder["update"], folder["update-cache"]), scene.FileOf("unsealed"), [piece], null, None);
        Assert.Equal(File.ReadAllBytes(folder["update"]), File.ReadAllBytes(scene.FileOf("update")));
        Assert.Equal(Contents(folder["update-cache"]), Contents(scene.FileOf("update-cache")));
    }

    private static Dictionary<string, byte[]> Contents(string cache) =>
        Directory.GetFiles(cache).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllBytes);

    private static async Task<GpuList> GpusAsync(UpdateScene scene) =>
        JsonSerializer.Deserialize<GpuList>(await scene.Worker.Http.GetStringAsync("/gpus"), JsonSerializerOptions.Web)!;
}
