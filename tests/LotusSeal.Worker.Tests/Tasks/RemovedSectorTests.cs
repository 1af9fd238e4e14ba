using System.Net;
using LotusSeal.Lotus.Types;
using LotusSeal.Storage;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>The files of a sector are removed while tasks work on it.</summary>
public sealed class RemovedSectorTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private SealingScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SealingScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(SectorFileType.Cache)]
    [InlineData(SectorFileType.Sealed)]
    public async Task A_task_that_writes_them_is_given_up_and_what_waits_behind_it_and_nothing_comes_back(SectorFileType removed)
    {
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Sealed, 1);
        CallId seal = await _scene.PreCommit2Async(output);
        await gate.Reached;
        CallId finalize = await _scene.Worker.Api.FinalizeSectorAsync(SealingScene.Sector, None);
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync(removed));
        AssertRemoved(await _scene.Miner.ReturnOf(seal), "PC2", removed);
        // It only trims the cache.
        if (removed == SectorFileType.Cache) AssertRemoved(await _scene.Miner.ReturnOf(finalize), "FIN", removed);
        gate.Open();
        await _scene.Worker.Api.WaitQuietAsync(None);
        Assert.False(Path.Exists(removed == SectorFileType.Cache ? _scene.Cache : _scene.Sealed));
    }

    [Fact]
    public async Task A_PreCommit1_whose_data_are_removed_leaves_nothing_that_the_miner_would_never_hear_of()
    {
        CallGate gate = _scene.Hold("StorageDeclareSector", SectorFileType.Sealed, 2);
        CallId call = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        Assert.True(Directory.Exists(_scene.Cache));
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync(SectorFileType.Unsealed));
        AssertRemoved(await _scene.Miner.ReturnOf(call), "PC1", SectorFileType.Unsealed);
        gate.Open();
        string layers = SectorFolder.FetchingPlace(_scene.Cache) + SectorFolder.LayersSuffix;
        foreach (string place in (string[])[_scene.Unsealed, _scene.Sealed, _scene.Cache, layers])
            Assert.False(Path.Exists(place), place);
    }

    [Fact]
    public async Task A_copy_that_moved_elsewhere_ends_no_task()
    {
        CallGate gate = _scene.Hold("StorageDeclareSector", SectorFileType.Sealed, 2);
        CallId call = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        // PreCommit1 has its own copy of the data by now.
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync(SectorFileType.Unsealed, "?keep=73b65759-c3d8-448c-a4c2-506e90eb9d5c"));
        Assert.False(File.Exists(_scene.Unsealed));
        gate.Open();
        byte[] output = (await _scene.Miner.ReturnOf(call)).Ok<byte[]>();
        (await _scene.RunAsync(_scene.PreCommit2Async(output))).Ok<SectorCids>();
    }

    [Fact]
    public async Task A_task_that_writes_other_files_goes_on()
    {
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Sealed, 1);
        CallId seal = await _scene.PreCommit2Async(output);
        await gate.Reached;
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync(SectorFileType.Unsealed));
        Assert.False(File.Exists(_scene.Unsealed));
        gate.Open();
        (await _scene.Miner.ReturnOf(seal)).Ok<SectorCids>();
    }

    [Fact]
    public async Task A_removal_by_the_workers_own_API_gives_up_what_works_on_the_sector()
    {
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Sealed, 1);
        CallId seal = await _scene.PreCommit2Async(output);
        await gate.Reached;
        Task removal = _scene.Worker.Api.RemoveAsync(SealingScene.Sector.Id, None);
        ReturnedCall returned = await _scene.Miner.ReturnOf(seal);
        Assert.Equal(SealErrorCode.TempUnknown, returned.Error?.Code);
        gate.Open();
        await removal.WaitAsync(Patience.Limit);
        foreach (string place in (string[])[_scene.Unsealed, _scene.Sealed, _scene.Cache]) Assert.False(Path.Exists(place), place);
    }

    [Fact]
    public async Task The_removal_waits_for_work_to_end_but_not_for_ever()
    {
        await using JobsScene scene = new();
        GatedTask stuck = new(TaskTypes.PreCommit2, 1) { Files = SectorFileType.Cache, Key = "a", IsStubborn = true };
        CallId call = await scene.SubmitAsync(stuck);
        await stuck.Started;
        Task<bool> patient = scene.Runner.Work.GiveUpAsync(stuck.Sector, SectorFileType.Cache, None);
        await stuck.Cancelled;
        Assert.False(patient.IsCompleted);
        await Patience.UntilAsync("the patience of the removal is over", () =>
        {
            scene.Clock.Advance(TimeSpan.FromSeconds(31));
            return patient.IsCompleted;
        });
        Assert.True(await patient);

        Task<bool> again = scene.Runner.Work.GiveUpAsync(stuck.Sector, SectorFileType.Cache | SectorFileType.Sealed, None);
        stuck.Release();
        Assert.True(await again.WaitAsync(Patience.Limit));
        // It succeeded, over files that are gone.
        Assert.Equal(SealErrorCode.TempUnknown, (await scene.ResultOf(call)).Error!.Code);
        Assert.False(await scene.Runner.Work.GiveUpAsync(stuck.Sector, SectorFileType.Cache, None));
    }

    private async Task<HttpStatusCode> DeleteAsync(SectorFileType type, string query = "")
    {
        using HttpResponseMessage answer = await _scene.Worker.Http.DeleteAsync($"/remote/{type.FolderName()}/{SealingScene.Sector.Id}{query}")
            .WaitAsync(Patience.Limit);
        return answer.StatusCode;
    }

    private static void AssertRemoved(ReturnedCall call, string task, SectorFileType type)
    {
        // Not 101 or 102: a miner that removed the sector would not ask again, and another one would bring it back at once.
        Assert.Equal(SealErrorCode.TempUnknown, call.Error?.Code);
        Assert.StartsWith($"{task} {SealingScene.Sector.Id} was given up: {type.FolderName()} of its sector was removed", call.Error!.Message,
            StringComparison.Ordinal);
    }
}
