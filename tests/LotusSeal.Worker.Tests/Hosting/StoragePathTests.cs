using LotusSeal.Storage;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>A worker some of whose storage paths are bad: the others work.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StoragePathTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    private string Config => _folder["repo/storage.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_worker_starts_without_a_path_and_opens_it_when_it_comes()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await StartOnceAsync(miner);
        StorageConfig.Append(Config, _folder["later"]);
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        await miner.Connected.Task.WaitAsync(Patience.Limit);
        Assert.Equal([_folder["repo"]], (await worker.Api.StorageLocalAsync(None))!.Values);
        Directory.CreateDirectory(_folder["later"]);
        await miner.WaitForChecksAsync(2);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["later"]));

        Make("later");
        await Patience.UntilAsync("the path is opened", async () => (await worker.Api.StorageLocalAsync(None))!.Count == 2);
        Assert.Equal(2, StorageConfig.Read(Config).Folders.Count());
    }

    [Theory]
    [InlineData(".nfs1")]
    [InlineData(null)]
    public async Task A_restarted_miner_gets_the_worker_back_although_a_path_is_bad(string? stray)
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        string bad = Make("bad");
        await worker.Api.StorageAddLocalAsync(bad, None);
        if (stray is null) Directory.Move(bad, bad + ".unmounted");
        else File.WriteAllText(Path.Combine(bad, "sealed", stray), "");
        miner.ForgetCalls();
        miner.Restart();
        await miner.Connected.Task.WaitAsync(Patience.Limit);
        Assert.Equal(2, miner.CountOf("StorageAttach"));
        await Patience.UntilAsync("the worker is ready", () => worker.Daemon.Link.IsReady);
    }

    [Fact]
    public async Task Attached_and_detached_by_several_names_the_path_is_listed_once_and_the_worker_starts()
    {
        string path = Make("p");
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using (RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"])))
        {
            await worker.Api.StorageAddLocalAsync(path, None);
            await worker.Api.StorageDetachLocalAsync(path + "/", None);
            Assert.Equal([_folder["repo"]], StorageConfig.Read(Config).Folders);
            await worker.Api.StorageAddLocalAsync(path + "/", None);
            Assert.Equal([_folder["repo"], path], StorageConfig.Read(Config).Folders);
            await worker.Api.StorageDetachAllAsync(None);
        }

        // As an earlier version left it.
        File.WriteAllText(Config, $$"""{"StoragePaths":[{"Path":"{{_folder["repo"]}}"},{"Path":"{{path}}"},{"Path":"{{path}}/"}]}""");
        miner.ForgetCalls();
        await using RunningWorker again = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        Assert.Equal(2, miner.CountOf("StorageAttach"));
        Assert.Equal(2, (await again.Api.StorageLocalAsync(None))!.Count);
        await again.Api.StorageDetachLocalAsync(path, None);
        Assert.Equal([_folder["repo"]], StorageConfig.Read(Config).Folders);
    }

    [Fact]
    public async Task A_path_that_never_came_is_detached()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await StartOnceAsync(miner);
        StorageConfig.Append(Config, _folder["never"]);
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        await worker.Api.StorageDetachLocalAsync(_folder["never"], None);
        Assert.Equal([_folder["repo"]], StorageConfig.Read(Config).Folders);
    }

    [Fact]
    public async Task A_list_of_paths_that_cannot_be_read_ends_the_start_and_stays()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await StartOnceAsync(miner);
        File.WriteAllText(Config, "{");
        Assert.Equal(1, await WorkerHost.RunAsync(RunningWorker.Options(miner, _folder["repo"]), RunningWorker.Quick, NullLoggerFactory.Instance,
            _ => null, null, None));
        Assert.Equal("{", File.ReadAllText(Config));
    }

    private async Task StartOnceAsync(FakeMiner miner)
    {
        await using (await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"])))
        {
            // Makes the repository.
        }
    }

    private string Make(string id)
    {
        StorageDescriptor.Create(_folder[id], new StorageDescriptor { Id = StorageDescriptor.NewId(), Weight = 10, CanSeal = true });
        return _folder[id];
    }
}
