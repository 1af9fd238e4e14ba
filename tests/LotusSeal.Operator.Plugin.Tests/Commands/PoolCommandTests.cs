using LotusSeal.Operator.Plugin.Tests.Support;

namespace LotusSeal.Operator.Plugin.Tests.Commands;

/// <summary>What people say to pools.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class PoolCommandTests(ApiServer server)
{
    private const string Paused = "lotusseal.io/paused", Release = "lotusseal.io/release", Confirm = "lotusseal.io/confirm-miner";

    [Fact]
    public async Task Pause_and_resume()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        Assert.Equal("pc1: paused; drains that have begun stand still too\n", (await farm.SealAsync("pause sealworker/pc1")).Output);
        Assert.Equal("true", await farm.OfPoolAsync(Paused));
        Assert.Equal("pc1: paused already\n", (await farm.SealAsync("pause pc1")).Output);
        Assert.Equal(0, (await farm.SealAsync("resume pc1")).Code);
        Assert.Null(await farm.OfPoolAsync(Paused));
    }

    [Fact]
    public async Task Suspend_and_unsuspend_leave_the_rest_of_the_specification_alone()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        string before = (await farm.PoolAsync())["spec"]!.ToJsonString();
        Assert.Equal(0, (await farm.SealAsync("suspend pc1")).Code);
        Assert.True((await farm.PoolAsync())["spec"]!["suspend"]!.GetValue<bool>());
        Assert.Equal(0, (await farm.SealAsync("unsuspend pc1")).Code);
        Assert.Equal(before, (await farm.PoolAsync())["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Release_is_for_pools_that_are_being_deleted_and_names_what_is_given_up()
    {
        Farm idle = await Farm.MakeAsync(server, "idle"), farm = await Farm.MakeAsync(server, "deleted");
        Ran refused = await idle.SealAsync("release pc1 --yes");
        Assert.Equal(1, refused.Code);
        Assert.Contains("pool pc1 is not being deleted", refused.Error, StringComparison.Ordinal);
        Assert.Null(await idle.OfPoolAsync(Release));
        await farm.StatusAsync("""
            { "workers": [ { "name": "pc1-0", "managed": true, "phase": "Draining", "running": 5,
              "jobs": [ { "id": "a", "sector": "s-t01000-9", "task": "PC1", "state": "running" } ] } ] }
            """);
        Ran asks = await farm.SealAsync("release pc1");
        Assert.Equal(1, asks.Code);
        Assert.Contains("pc1-0: PC1 of sector s-t01000-9, running", asks.Error, StringComparison.Ordinal);
        Assert.Contains("pc1-0: 4 more tasks", asks.Error, StringComparison.Ordinal);
        Assert.Contains("stay in the claims", asks.Error, StringComparison.Ordinal);
        Assert.Null(await farm.OfPoolAsync(Release));
        Assert.Equal(1, (await farm.SealAsync("release pc1", "yes\n")).Code);
        Assert.Equal(0, (await farm.SealAsync("release pc1", "pc1\n")).Code);
        Assert.Equal("true", await farm.OfPoolAsync(Release));
    }

    [Fact]
    public async Task Release_of_all_takes_the_deleted_ones()
    {
        Farm idle = await Farm.MakeAsync(server, "idle"), farm = await Farm.MakeAsync(server, "deleted");
        Assert.Contains("no pool is being deleted", (await idle.SealAsync("release --all --yes")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await farm.SealAsync("release --all --yes")).Code);
        Assert.Equal("true", await farm.OfPoolAsync(Release));
        Assert.Null(await idle.OfPoolAsync(Release));
    }

    [Fact]
    public async Task Confirm_miner_shows_both_and_takes_the_one_that_was_shown()
    {
        Farm farm = await Farm.MakeAsync(server, "miner-changed"), idle = await Farm.MakeAsync(server, "idle");
        Ran asks = await farm.SealAsync("confirm-miner pc1");
        Assert.Equal(1, asks.Code);
        Assert.Contains("pc1 worked for miner t01000; where it was, miner t02000 answers", asks.Error, StringComparison.Ordinal);
        Assert.Null(await farm.OfPoolAsync(Confirm));
        Assert.Equal("pc1: miner t01000 -> t02000\n", (await farm.SealAsync("confirm-miner pc1", "t02000\n")).Output);
        Assert.Equal("t02000", await farm.OfPoolAsync(Confirm));
        Assert.Contains("nothing to confirm (miner t01000)", (await idle.SealAsync("confirm-miner pc1 --yes")).Error, StringComparison.Ordinal);
    }
}
