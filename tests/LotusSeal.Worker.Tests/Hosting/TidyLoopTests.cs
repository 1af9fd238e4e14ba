using LotusSeal.Primitives.Durability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

public sealed class TidyLoopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_another_process_left_goes_while_the_worker_runs()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]),
            RunningWorker.Quick with { Tidying = TimeSpan.FromMilliseconds(50) });
        string fetching = _folder["repo", "sealed", "fetching"];
        Directory.CreateDirectory(fetching);
        using FolderOwner living = FolderOwner.Claim(fetching);
        using (FolderOwner ended = FolderOwner.Claim(fetching))
        {
            await File.WriteAllTextAsync(living.NameOf("s-t01000-1.replica", ".moving"), "half", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(ended.NameOf("s-t01000-1.replica", ".moving"), "half", TestContext.Current.CancellationToken);
        }

        await Patience.UntilAsync("the file of the ended owner goes", () => Directory.GetFiles(fetching, "*.moving").Length == 1);
        Assert.Equal([living.NameOf("s-t01000-1.replica", ".moving")], Directory.GetFiles(fetching, "*.moving"));
    }
}
