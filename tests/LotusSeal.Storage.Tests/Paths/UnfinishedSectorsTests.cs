using System.Diagnostics;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives.Durability;
using LotusSeal.Testing.Processes;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Storage.Tests;

public sealed class UnfinishedSectorsTests : IDisposable
{
    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_opens_a_shared_path_leaves_what_another_process_writes_and_takes_what_a_killed_one_left()
    {
        Prepare();
        (Process process, string[] files) = await StoreChild.StartWritingAsync(_folder.Path);
        await using (TestNode node = await TestNode.StartAsync(_miner))
        {
            await node.Store.OpenPathAsync(_folder.Path, Token);
            Assert.All(files, file => Assert.True(File.Exists(file), file));
            await node.Store.TidyAsync(Token);
            Assert.All(files, file => Assert.True(File.Exists(file), file));
            await ChildProcess.KillAsync(process);

            // While the store runs: of the fetching folder only, caches have thousands of neighbours and are made again soon.
            await node.Store.TidyAsync(Token);
            Assert.All(files[..3], file => Assert.False(File.Exists(file), file));
            Assert.Empty(Directory.GetFileSystemEntries(_folder["sealed/fetching"]));
        }

        await using TestNode next = await TestNode.StartAsync(_miner);
        await next.Store.OpenPathAsync(_folder.Path, Token);
        Assert.All(files, file => Assert.False(File.Exists(file), file));
        Assert.Equal(["p_aux"], Directory.GetFiles(_folder["cache/s-t01000-9"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_that_names_no_owner_goes_when_it_is_a_day_old()
    {
        Prepare();
        Directory.CreateDirectory(_folder["sealed/fetching"]);
        string fresh = _folder["sealed/fetching/s-t01000-4.moving"], old = _folder["sealed/fetching/s-t01000-5.moving"];
        foreach (string file in (string[])[fresh, old]) await File.WriteAllTextAsync(file, "half", Token);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow - UnfinishedFiles.SurelyOld - TimeSpan.FromMinutes(1));
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.Store.OpenPathAsync(_folder.Path, Token);
        Assert.Equal((true, false), (File.Exists(fresh), File.Exists(old)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_layer_that_was_begun_stays_while_something_is_known_of_the_layers(bool isKnown)
    {
        Prepare();
        string cache = Directory.CreateDirectory(_folder["cache/s-t01000-9"]).FullName, id = "0123456789abcdef";
        if (isKnown) Directory.CreateDirectory(_folder["cache/fetching/s-t01000-9.layers"]);
        string layer = Path.Combine(cache, $"sc-02-data-layer-3.{id}..tmp"), tree = Path.Combine(cache, $"sc-02-data-tree-d.{id}..tmp");
        string owner = Path.Combine(cache, $".lotusseal-{id}.owner");
        foreach (string file in (string[])[layer, tree, owner]) await File.WriteAllTextAsync(file, "", Token);
        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.Store.OpenPathAsync(_folder.Path, Token);
        await node.Store.TidyAsync(Token);
        // The owner's file is what tells that its process has ended.
        Assert.Equal((isKnown, isKnown, false), (File.Exists(layer), File.Exists(owner), File.Exists(tree)));
    }

    [Fact]
    public async Task What_a_killed_unsealing_left_goes_and_what_a_living_one_has_stays()
    {
        Prepare();
        string scratch = Directory.CreateDirectory(_folder["unseal-scratch"]).FullName;
        using FolderOwner living = FolderOwner.Claim(scratch);
        string held = Directory.CreateDirectory(living.NameOf("s-t01000-4")).FullName;
        await using TestNode node = await TestNode.StartAsync(_miner);
        string opening = Leave("0123456789abcdef");
        await node.Store.OpenPathAsync(_folder.Path, Token);
        Assert.False(Directory.Exists(opening));
        string tidying = Leave("123456789abcdef0");
        await node.Store.TidyAsync(Token);
        Assert.False(Directory.Exists(tidying));
        Assert.True(Directory.Exists(held));
        Assert.Equal(2, Directory.GetFileSystemEntries(scratch).Length);

        string Leave(string id)
        {
            string left = Path.Combine(scratch, $"s-t01000-5.{id}.tmp");
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(left).FullName, "layer"), "half");
            File.WriteAllText(Path.Combine(scratch, $".lotusseal-{id}.owner"), "");
            return left;
        }
    }

    [Fact]
    public async Task A_download_of_a_killed_process_is_gone_on_with_by_its_next_life()
    {
        Prepare();
        byte[] content = Sectors.Bytes(8 << 20);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedFilePeer peer = await ScriptedFilePeer.StartAsync(ScriptedFilePeer.File(content, 20_000), HangAsync,
            ScriptedFilePeer.File(content));
        using Process process = StoreChild.StartDownloading(_folder.Path, peer.Url + "/remote");
        await asked.Task.WaitAsync(Patience.Limit, Token);
        await ChildProcess.KillAsync(process);

        await using TestNode node = await TestNode.StartAsync(_miner);
        await node.Store.OpenPathAsync(_folder.Path, Token);
        await node.Store.TidyAsync(Token);
        StoreChild.DeclareElsewhere(_miner, peer.Url + "/remote");
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(new AcquireRequest(Sectors.Medium)
        {
            Existing = SectorFileType.Sealed,
        }, Token);
        Assert.Contains("bytes=20000-", peer.Requests.Last(), StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(acquired.PathOf(SectorFileType.Sealed), Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["sealed/fetching"]));

        async Task HangAsync(HttpContext context)
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    [Fact]
    public void A_download_that_another_process_has_under_way_is_not_taken_over_nor_one_of_another_source()
    {
        using FolderOwner living = FolderOwner.Claim(_folder.Path), mine = FolderOwner.Claim(_folder.Path);
        FolderOwner dead = FolderOwner.Claim(_folder.Path), elsewhere = FolderOwner.Claim(_folder.Path);
        foreach (FolderOwner owner in (FolderOwner[])[living, dead, elsewhere])
        {
            File.WriteAllBytes(owner.NameOf("s-t01000-9", ""), new byte[10]);
            new ResumeRecord(owner == elsewhere ? "http://b/x" : "http://a/x", 100, null, 10).Write(owner.NameOf("s-t01000-9", ""));
        }

        elsewhere.Dispose();
        Assert.Null(ResumeRecord.Read(UnfinishedSectors.TakeOverDownload(mine, "s-t01000-9", ["http://a/x"])));
        Assert.False(File.Exists(elsewhere.NameOf("s-t01000-9", "")));
        dead.Dispose();
        Assert.Equal(10, ResumeRecord.Read(UnfinishedSectors.TakeOverDownload(mine, "s-t01000-9", ["http://a/x"]))?.Durable);
        Assert.True(File.Exists(living.NameOf("s-t01000-9", "")));
        Assert.False(File.Exists(dead.NameOf("s-t01000-9", "")));
    }

    [Fact]
    public async Task Nothing_of_our_own_is_sent_with_a_cache()
    {
        await using TestNode holder = await TestNode.StartAsync(_miner), node = await TestNode.StartAsync(_miner);
        string cache = await holder.PutAsync("theirs", await holder.AddPathAsync("theirs"), Sectors.Small, SectorFileType.Cache, new byte[10]);
        string[] names = [.. Directory.GetFiles(cache).Select(file => Path.GetFileName(file))];
        using FolderOwner owner = FolderOwner.Claim(cache);
        await File.WriteAllTextAsync(owner.NameOf("sc-02-data-layer-1", "..tmp"), "half", Token);
        await File.WriteAllTextAsync(Path.Combine(cache, ".lotusseal-layers.json"), "{}", Token);
        await node.AddPathAsync("mine");
        await using IAcquiredSector acquired = await node.Store.AcquireAsync(new AcquireRequest(Sectors.Small)
        {
            Existing = SectorFileType.Cache,
        }, Token);
        Assert.Equal(names.Order(), Directory.GetFiles(acquired.PathOf(SectorFileType.Cache)).Select(file => Path.GetFileName(file)).Order());
    }

    private void Prepare()
    {
        StorageDescriptor.Create(_folder.Path, new StorageDescriptor { Id = "shared", Weight = 10, CanSeal = true });
        Directory.CreateDirectory(_folder["cache/s-t01000-9"]);
        File.WriteAllBytes(_folder["cache/s-t01000-9/p_aux"], new byte[64]);
    }
}
