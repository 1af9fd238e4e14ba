using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>An update in a path whose disk is full or read-only: one error, nothing half-written, the sealed sector as before.</summary>
public sealed class UpdateDiskTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new(), _mount = new();
    private FakeMiner _miner = null!;
    private RunningWorker _worker = null!;
    private PieceInfo _piece = null!;
    private bool _isMounted;

    /// <summary>Seals a sector without data in a path on a file system of its own, and stages the new data there.</summary>
    public async ValueTask InitializeAsync()
    {
        _miner = await FakeMiner.StartAsync();
        _worker = await RunningWorker.StartAsync(RunningWorker.Options(_miner, _folder["repo"]) with { NoLocalStorage = true });
        _isMounted = await Mounts.TryMountAsync("-t", "tmpfs", "-o", "size=64m", "tmpfs", _mount.Path);
        if (!_isMounted) Assert.Skip("a small tmpfs cannot be mounted here");
        StorageDescriptor.Create(_mount.Path, new StorageDescriptor { Id = "small", Weight = 10, CanSeal = true, CanStore = true });
        await _worker.Api.StorageAddLocalAsync(_mount.Path, None);
        PieceInfo zeros = (await RunAsync(_worker.Api.AddPieceAsync(Sector, [], 2032, PieceReaders.Zero(2032), None))).Ok<PieceInfo>();
        byte[] output = (await RunAsync(_worker.Api.SealPreCommit1Async(Sector, new byte[32], [zeros], None))).Ok<byte[]>();
        (await RunAsync(_worker.Api.SealPreCommit2Async(Sector, output, None))).Ok<SectorCids>();
        Assert.Null((await RunAsync(_worker.Api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        byte[] data = new byte[2032];
        new Random(5).NextBytes(data);
        _piece = (await RunAsync(_worker.Api.AddPieceAsync(Sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None))).Ok<PieceInfo>();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _miner.DisposeAsync();
        if (_isMounted) Assert.True(await Mounts.TryUnmountAsync(_mount.Path));
        _folder.Dispose();
        _mount.Dispose();
    }

    [Fact]
    public async Task An_update_on_a_full_disk_leaves_nothing_and_with_space_it_is_the_same()
    {
        ReplicaUpdateOut made = (await RunAsync(UpdateAsync())).Ok<ReplicaUpdateOut>();
        Dictionary<string, byte[]> whole = Files();
        foreach (string type in (string[])["update", "update-cache"])
            Assert.True((await _worker.Http.DeleteAsync($"/remote/{type}/{Sector.Id}", None)).IsSuccessStatusCode);
        Dictionary<string, byte[]> before = Files();
        Assert.NotEqual(whole.Keys, before.Keys);

        int failures = 0;
        for (int free = 0; ; free++)
        {
            await LeaveInodesAsync(free);
            ReturnedCall returned = await RunAsync(UpdateAsync());
            if (returned.Error is not { } error)
            {
                Assert.Equal(made, returned.Ok<ReplicaUpdateOut>());
                break;
            }

            Assert.Equal(SealErrorCode.Unknown, error.Code);
            Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
            Assert.Contains(_mount.Path, error.Message, StringComparison.Ordinal);
            Assert.Equal(before, Files());
            failures++;
        }

        // The cache, its files and the replica each were the one for which there was no room.
        Assert.InRange(failures, 5, 20);
        Assert.Equal(whole, Files());
    }

    [Fact]
    public async Task A_full_disk_does_not_keep_an_update_from_being_finalized()
    {
        (await RunAsync(UpdateAsync())).Ok<ReplicaUpdateOut>();
        await LeaveInodesAsync(0);
        Assert.Null((await RunAsync(FinalizeAsync())).Error);
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(FileOf("update-cache")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_read_only_disk_fails_update_and_finalization_by_name_and_both_succeed_when_it_is_writable_again()
    {
        Dictionary<string, byte[]> before = Files();
        Assert.True(await Mounts.TryMountAsync("-o", "remount,ro", _mount.Path));
        await FailsAsync(UpdateAsync);
        Assert.True(await Mounts.TryMountAsync("-o", "remount,rw", _mount.Path));
        Assert.Equal(before, Files());
        (await RunAsync(UpdateAsync())).Ok<ReplicaUpdateOut>();

        Dictionary<string, byte[]> whole = Files();
        Assert.True(await Mounts.TryMountAsync("-o", "remount,ro", _mount.Path));
        await FailsAsync(FinalizeAsync);
        Assert.Equal(whole, Files());
        Assert.True(await Mounts.TryMountAsync("-o", "remount,rw", _mount.Path));
        Assert.Null((await RunAsync(FinalizeAsync())).Error);
        Assert.False(File.Exists(Path.Combine(FileOf("update-cache"), "sc-02-data-tree-d.dat")));

        async Task FailsAsync(Func<Task<CallId>> call)
        {
            CallError error = Assert.IsType<CallError>((await RunAsync(call())).Error);
            Assert.Contains("Read-only file system", error.Message, StringComparison.Ordinal);
            Assert.Contains(_mount.Path, error.Message, StringComparison.Ordinal);
        }
    }

    private Task<CallId> UpdateAsync() => _worker.Api.ReplicaUpdateAsync(Sector, [_piece], None);

    private Task<CallId> FinalizeAsync() => _worker.Api.FinalizeReplicaUpdateAsync(Sector, None);

    /// <summary>
    /// Leaves room for so many files or folders: the miner and the reservations count bytes, so that the work begins and then finds the disk full.
    /// </summary>
    private async Task LeaveInodesAsync(int free)
    {
        int used = 1;
        // It cannot have less than there are.
        while (!await Mounts.TryMountAsync("-o", $"remount,nr_inodes={used}", _mount.Path)) used++;
        Assert.True(await Mounts.TryMountAsync("-o", $"remount,nr_inodes={used + free}", _mount.Path));
    }

    /// <summary>All files of the path, unfinished ones too, without those in which a process says that it lives.</summary>
    private Dictionary<string, byte[]> Files() => Directory.GetFiles(_mount.Path, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal).ToDictionary(file => file, File.ReadAllBytes);

    private string FileOf(string type) => Path.Combine(_mount.Path, type, Sector.Id.ToString());

    private async Task<ReturnedCall> RunAsync(Task<CallId> call) => await _miner.ReturnOf(await call);
}
