using System.Diagnostics;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Storage.Tests;

/// <summary>Disks that do not answer: a call into a hung network mount never returns.</summary>
public sealed class HungMountTests : IDisposable
{
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private readonly FakeTimeProvider _time = new();
    private readonly GatedProbe _probe = new();
    private readonly LogLines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _probe.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_mount_that_hangs_holds_up_nobody_else_and_one_thread()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, _probe, log: _log, time: _time);
        _probe.Folder = await node.AddPathAsync("hung");
        await node.AddPathAsync("well");
        _probe.Hang();
        Task round = node.Store.ReportHealthAsync(Token);
        await Patience.UntilAsync("the well path is reported", () => node.Index.TakeCalls(withHealth: true).Contains("Health well"));
        AcquireRequest wanted = new(Sectors.Small) { Allocate = SectorFileType.Sealed };
        _time.Advance(TimeSpan.FromSeconds(16));
        await round.WaitAsync(Patience.Limit, Token);
        Assert.Contains(node.Index.TakeCalls(withHealth: true), call => call.StartsWith("Health hung", StringComparison.Ordinal)
            && call.Contains("did not answer for 16 s", StringComparison.Ordinal));
        await using (IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token).WaitAsync(Patience.Limit, Token))
            Assert.Equal("well", acquired.StorageIdOf(SectorFileType.Sealed));

        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await node.Store.ReportHealthAsync(Token).WaitAsync(Patience.Limit, Token);
            Assert.Null(node.Store.LastStat("hung"));
            Assert.NotNull(node.Store.LastStat("well"));
        }

        Assert.Contains(node.Index.TakeCalls(withHealth: true), call => call.Contains("did not answer for 46 s", StringComparison.Ordinal));
        Assert.Equal(1, _probe.Inside);
        Assert.Single(_log.Of(StorageEventIds.PathLost));

        _probe.Answer();
        await Patience.UntilAsync("the path is back", async () =>
        {
            await node.Store.ReportHealthAsync(Token);
            return _log.Of(StorageEventIds.PathBack).Length == 1;
        });
        Assert.NotNull(node.Store.LastStat("hung"));
    }

    [Fact]
    public async Task A_disk_whose_files_take_long_to_add_up_is_well_and_has_no_room_until_the_sum_is_known()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, _probe, log: _log, time: _time);
        string root = Directory.CreateTempSubdirectory().FullName;
        try
        {
            _probe.Folder = Path.Combine(root, "slow");
            _probe.IsSlowToAddUp = true;
            _probe.Hang();
            await node.AddPathAsync("slow", change: d => d with { MaxStorage = 1 << 30 }, parent: root).WaitAsync(Patience.Limit, Token);
            Assert.Equal(0, (await node.Store.StatAsync("slow", Token))!.Available);
            _time.Advance(TimeSpan.FromSeconds(20));
            await node.Store.ReportHealthAsync(Token).WaitAsync(Patience.Limit, Token);
            Assert.Empty(_log.Of(StorageEventIds.PathLost));
            _probe.Answer();
            await Patience.UntilAsync("the sum is known", async () => (await node.Store.StatAsync("slow", Token))!.Available > 0);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Space_in_a_path_that_hangs_is_refused_and_that_of_others_is_not()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, _probe, log: _log, time: _time);
        _probe.Folder = await node.AddPathAsync("hung", change: d => d with { AllowTypes = ["cache"] });
        await node.AddPathAsync("well", change: d => d with { DenyTypes = ["cache"] });
        _probe.Hang();
        Task<IAcquiredSector> silent = node.Store.AcquireAsync(new AcquireRequest(Sectors.Small) { Allocate = SectorFileType.Cache }, Token);
        await Patience.UntilAsync("the disk is looked at", () => _probe.Inside == 1);
        AcquireRequest wanted = new(Sectors.Medium) { Allocate = SectorFileType.Sealed };
        await using (IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token).WaitAsync(Patience.Limit, Token))
            Assert.Equal("well", acquired.StorageIdOf(SectorFileType.Sealed));
        Assert.False(silent.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(16));
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => silent.WaitAsync(Patience.Limit, Token));
        Assert.Equal(StorageFault.PathGone, e.Fault);
        Assert.Contains("did not answer for 16 s", e.Message);
        Assert.Equal(0, (await node.Store.StatAsync("well", Token))!.Reserved);
    }

    [Fact]
    public async Task A_descriptor_that_cannot_be_read_to_the_end_does_not_hold_up_the_start()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["hung"]);
        // A pipe that nobody writes into is a file whose reading never ends.
        string pipe = folder["hung/sectorstore.json"], aside = folder["pipe"];
        using (Process mkfifo = Process.Start("mkfifo", pipe)) await mkfifo.WaitForExitAsync(Token);
        StorageDescriptor.Create(folder["good"], new StorageDescriptor { Id = "good", Weight = 10, CanSeal = true });
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log, time: _time);
        Task opening = node.Store.OpenListedPathAsync(folder["hung"], Token);
        _time.Advance(TimeSpan.FromSeconds(16));
        await opening.WaitAsync(Patience.Limit, Token);
        await node.Store.OpenListedPathAsync(folder["good"], Token);
        Assert.Equal(["Attach good"], node.Index.TakeCalls());
        Assert.Contains("did not answer for 16 s", Assert.Single(_log.Of(StorageEventIds.PathLost)));
        await node.Store.ReportHealthAsync(Token).WaitAsync(Patience.Limit, Token);

        File.Move(pipe, aside);
        await File.WriteAllTextAsync(pipe, new StorageDescriptor { Id = "hung", CanSeal = true }.ToJson(), Token);
        using (Process write = Process.Start("sh", ["-c", $"echo {{}} > '{aside}'"])) await write.WaitForExitAsync(Token);
        await Patience.UntilAsync("the path is opened", async () =>
        {
            await node.Store.ReportHealthAsync(Token);
            return node.Store.LocalPaths.Count == 2;
        });
    }
}
