using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

/// <summary>Paths whose disks go away and come back, each for itself.</summary>
public sealed class LostPathTests : IDisposable
{
    private const int Opened = StorageEventIds.PathOpened, Lost = StorageEventIds.PathLost, Back = StorageEventIds.PathBack,
        PassedOver = StorageEventIds.EntryPassedOver, Strangers = StorageEventIds.StrangersPassedOver;
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_path_that_is_not_there_at_the_start_is_opened_when_it_comes()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        Make("good");
        foreach (string name in (string[])["away", "good"]) await node.Store.OpenListedPathAsync(_folder[name], Token);
        Assert.Equal(["Attach good"], node.Index.TakeCalls());
        await node.Store.ReportHealthAsync(Token);
        // The mount point of a disk that is not mounted: there, but empty, and left so.
        Directory.CreateDirectory(_folder["away"]);
        await node.Store.ReportHealthAsync(Token);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["away"]));
        Assert.Contains($"{_folder["away"]} is out of use", Assert.Single(_log.Of(Lost)));

        Make("away");
        Directory.CreateDirectory(_folder["away/sealed"]);
        await File.WriteAllTextAsync(_folder["away/sealed/s-t01000-3"], "x", Token);
        _ = node.Index.TakeCalls();
        await node.Store.ReportHealthAsync(Token);
        Assert.Equal(["Attach away", "Declare away 2 False"], node.Index.TakeCalls());
        Assert.Equal(2, _log.Of(Opened).Length);
        Assert.Equal(3, _log.Lines.Count);
    }

    [Fact]
    public async Task A_path_that_vanishes_is_told_once_and_declared_when_it_is_back()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string lost = await node.AddPathAsync("lost");
        await node.AddPathAsync("good");
        await node.PutAsync("lost", lost, Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(10));
        Directory.Move(lost, lost + ".unmounted");
        for (int round = 0; round < 3; round++) await node.Store.ReportHealthAsync(Token);
        Assert.Contains("Health good", node.Index.TakeCalls(withHealth: true));
        Assert.Contains($"storage path {lost} (id:lost) is gone: the folder does not exist.", Assert.Single(_log.Of(Lost)));
        Assert.Null(node.Store.LastStat("lost"));

        Directory.CreateDirectory(lost);
        await node.Store.ReportHealthAsync(Token);
        Assert.Contains(node.Index.TakeCalls(withHealth: true), call => call.StartsWith("Health lost", StringComparison.Ordinal)
            && call.EndsWith("the folder is empty; is the disk mounted?", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(lost));

        Directory.Delete(lost);
        Directory.Move(lost + ".unmounted", lost);
        await node.Store.ReportHealthAsync(Token);
        Assert.Equal(["Attach lost", "Declare lost 2 False"], node.Index.TakeCalls());
        await node.Store.ReportHealthAsync(Token);
        Assert.Single(_log.Of(Back));
        Assert.Single(_log.Of(Lost));
        Assert.DoesNotContain(']', _log.ToString());
    }

    [Fact]
    public async Task A_restarted_miner_gets_the_other_paths_and_hears_of_the_lost_one()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string lost = await node.AddPathAsync("lost");
        string good = await node.AddPathAsync("good");
        await node.PutAsync("good", good, Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(10));
        Directory.Delete(lost, recursive: true);
        await node.Store.AnnounceAgainAsync(Token);
        string[] calls = node.Index.TakeCalls(withHealth: true);
        Assert.Contains("Attach good", calls);
        Assert.Contains("Declare good 2 False", calls);
        Assert.Contains("Attach lost", calls);
        Assert.Contains(calls, call => call.StartsWith("Health lost ", StringComparison.Ordinal) && call.Contains("does not exist"));
        Assert.DoesNotContain("Health lost", calls);
        Assert.Single(_log.Of(Lost));
    }

    [Fact]
    public async Task Another_disk_at_the_mount_point_is_not_the_path()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string root = await node.AddPathAsync("a");
        await File.WriteAllTextAsync(Path.Combine(root, StorageDescriptor.FileName), """{"ID":"b","CanSeal":true}""", Token);
        await node.Store.ReportHealthAsync(Token);
        Assert.Contains("has the id b now", Assert.Single(_log.Of(Lost)));
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => node.Store.RedeclareAsync("a", dropMissing: true, Token));
        Assert.Equal(StorageFault.PathGone, e.Fault);
        Assert.Empty(node.Index.TakeCalls());
    }

    [Fact]
    public async Task A_sector_in_a_lost_path_is_taken_from_another_one()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string lost = await node.AddPathAsync("lost", change: d => d with { Weight = 1000 });
        string good = await node.AddPathAsync("good", change: d => d with { Weight = 1 });
        foreach ((string id, string root) in ((string, string)[])[("lost", lost), ("good", good)])
            await node.PutAsync(id, root, Sectors.Small, SectorFileType.Sealed, Sectors.Bytes(10));
        Directory.Delete(lost, recursive: true);
        AcquireRequest wanted = new(Sectors.Small) { Existing = SectorFileType.Sealed, Allocate = SectorFileType.Unsealed };
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(wanted, Token);
        Assert.Equal(("good", "good"), (acquired.StorageIdOf(SectorFileType.Sealed), acquired.StorageIdOf(SectorFileType.Unsealed)));
    }

    [Fact]
    public async Task A_name_that_is_no_sector_is_passed_over_with_one_warning()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        Make("x");
        Directory.CreateDirectory(_folder["x/sealed"]);
        await File.WriteAllTextAsync(_folder["x/sealed/.nfs1"], "x", Token);
        await File.WriteAllTextAsync(_folder["x/sealed/s-t01000-3"], "x", Token);
        await node.Store.OpenPathAsync(_folder["x"], Token);
        await node.Store.AnnounceAgainAsync(Token);
        await node.Store.RedeclareAsync(null, dropMissing: true, Token);
        Assert.Contains(_folder["x/sealed/.nfs1"], Assert.Single(_log.Of(Strangers)));
        Assert.Equal(3, node.Index.TakeCalls().Count(call => call == "Declare x 2 False"));
        Assert.True(File.Exists(_folder["x/sealed/.nfs1"]));
    }

    [Fact]
    public async Task One_folder_by_several_names_counts_once()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        Make("p");
        File.CreateSymbolicLink(_folder["link"], _folder["p"]);
        Directory.CreateDirectory(_folder["copy"]);
        File.Copy(_folder["p/sectorstore.json"], _folder["copy/sectorstore.json"]);
        string[] names = [_folder["p"], _folder["p"] + "/", _folder["."] + "/x/../p", _folder["link"] + "/", _folder["copy"], "a\0b"];
        foreach (string name in names) await node.Store.OpenListedPathAsync(name, Token);
        Assert.Equal(["Attach p"], node.Index.TakeCalls());
        Assert.Equal(_folder["p"], Assert.Single(node.Store.LocalPaths).LocalPath);
        Assert.Equal(5, _log.Of(PassedOver).Length);
        await node.Store.ReportHealthAsync(Token);
        Assert.Equal(6, _log.Lines.Count);
        // By any of its names it is closed.
        Assert.Equal(_folder["p"], await node.Store.ClosePathAsync(_folder["link"], Token));
        Assert.Empty(node.Store.LocalPaths);
    }

    [Fact]
    public async Task A_path_is_closed_while_its_disk_is_away()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string root = await node.AddPathAsync("a");
        Directory.Delete(root, recursive: true);
        await node.Store.OpenListedPathAsync(_folder["never"], Token);
        Assert.Equal(root, await node.Store.ClosePathAsync(root + "/", Token));
        Assert.Equal(_folder["never"], await node.Store.ClosePathAsync(_folder["never"], Token));
        Make("never");
        await node.Store.ReportHealthAsync(Token);
        Assert.Equal([$"Detach a {node.BaseUrl}"], node.Index.TakeCalls());
    }

    [Fact]
    public async Task Redeclaring_reads_an_edited_descriptor()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string root = await node.AddPathAsync("a");
        string file = Path.Combine(root, StorageDescriptor.FileName);
        StorageDescriptor edited = new()
        {
            Id = "a",
            Weight = 7,
            CanStore = true,
            MaxStorage = 1 << 20,
            Groups = ["g"],
            AllowTo = ["h"],
            DenyTypes = ["cache"],
        };
        await File.WriteAllTextAsync(file, edited.ToJson(), Token);
        await node.Store.RedeclareAsync("a", dropMissing: true, Token);
        StorageInfo info = await _miner.StorageInfoAsync("a", Token);
        Assert.Equal((7UL, false, true, 1UL << 20), (info.Weight, info.CanSeal, info.CanStore, info.MaxStorage));
        Assert.Equal("g h cache", string.Join(' ', [.. info.Groups!, .. info.AllowTo!, .. info.DenyTypes!]));
        Assert.Equal(1 << 20, (await node.Store.StatAsync("a", Token))!.Max);
        Assert.False(node.Store.HasSealingPath);

        // Half an edit: who asks for it is told, a path that works goes on.
        await File.WriteAllTextAsync(file, "{", Token);
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => node.Store.RedeclareAsync("a", dropMissing: true, Token));
        Assert.Contains(file, e.Message);
        await node.Store.ReportHealthAsync(Token);
        await node.Store.AnnounceAgainAsync(Token);
        Assert.Empty(_log.Of(Lost));
        Assert.True(Assert.Single(node.Store.LocalPaths).CanStore);
    }

    [Fact]
    public async Task Redeclaring_all_tells_of_the_lost_path_and_declares_the_others()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        string lost = await node.AddPathAsync("lost");
        await node.AddPathAsync("good");
        Directory.Delete(lost, recursive: true);
        StorageException e = await Assert.ThrowsAsync<StorageException>(() => node.Store.RedeclareAsync(null, dropMissing: true, Token));
        Assert.Contains(lost, e.Message);
        Assert.Equal(["Attach good", "List"], node.Index.TakeCalls());
    }

    [Fact]
    public async Task A_health_report_that_the_miner_refuses_is_told_once_until_one_is_taken()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        await node.AddPathAsync("a");
        node.Index.Fail = call => call.StartsWith("Health", StringComparison.Ordinal) ? new IOException("the miner is away") : null;
        for (int round = 0; round < 3; round++) await node.Store.ReportHealthAsync(Token);
        Assert.EndsWith("the miner is away", Assert.Single(_log.Of(StorageEventIds.HealthReportRefused)));
        node.Index.Fail = _ => null;
        await node.Store.ReportHealthAsync(Token);
        node.Index.Fail = call => call.StartsWith("Health", StringComparison.Ordinal) ? new IOException("again") : null;
        await node.Store.ReportHealthAsync(Token);
        Assert.Equal(2, _log.Of(StorageEventIds.HealthReportRefused).Length);
    }

    [Fact]
    public async Task A_question_for_a_file_that_is_not_here_is_no_error_and_leaves_no_stack()
    {
        await using TestNode node = await TestNode.StartAsync(_miner, log: _log);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestNode.Token);
        Assert.Equal(500, (int)(await http.GetAsync($"{node.BaseUrl}/sealed/s-t01000-77", Token)).StatusCode);
        string line = Assert.Single(_log.Of(StorageEventIds.RequestRefused));
        Assert.StartsWith("Information", line);
        Assert.EndsWith("sealed of sector s-t01000-77 is not in a path of this process", line);
        Assert.Empty(_log.Of(StorageEventIds.RequestFailed));
    }

    private void Make(string id) =>
        StorageDescriptor.Create(_folder[id], new StorageDescriptor { Id = id, Weight = 10, CanSeal = true });
}
