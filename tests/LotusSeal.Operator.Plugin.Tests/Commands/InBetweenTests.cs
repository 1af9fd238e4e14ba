using LotusSeal.Operator.Plugin.Tests.Support;

namespace LotusSeal.Operator.Plugin.Tests.Commands;

/// <summary>What others write between the moment a command reads and the moment it writes.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class InBetweenTests(ApiServer server)
{
    private const string Confirm = "lotusseal.io/confirm-miner";

    /// <summary>The operator writes the status at any time, also all the time.</summary>
    [Theory]
    [InlineData("pause", "idle")]
    [InlineData("resume", "paused")]
    [InlineData("suspend", "idle")]
    [InlineData("unsuspend", "suspended")]
    [InlineData("release --yes", "deleted")]
    public async Task A_status_that_changes_does_not_hold_it_up(string command, string name)
    {
        Farm farm = await Farm.MakeAsync(server, name);
        await using Between between = new(server, farm.QueueAsync);
        Ran ran = await PluginProgram.InsideAsync(between.KubeConfig, $"{command} pc1 -n {farm.Namespace}");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Equal([200], between.Answers);
        Ran again = await farm.SealAsync($"{command} pc1");
        Assert.Matches("already|not paused|not suspended", again.Output);
        Assert.Equal(1, (await farm.PoolAsync())["status"]!["queuedTasks"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_pool_that_was_made_anew_is_read_before_the_next_try()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        string first = await farm.UidAsync();
        await using Between between = new(server, number => number == 1 ? farm.MakeAnewAsync() : Task.CompletedTask);
        Ran ran = await PluginProgram.RunAsync(between.KubeConfig, $"pause pc1 -n {farm.Namespace}");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Equal([422, 200], between.Answers);
        Assert.NotEqual(first, await farm.UidAsync());
        Assert.Equal("true", await farm.OfPoolAsync("lotusseal.io/paused"));
    }

    /// <summary>These are decided by what the operator and the kubelet write, so that they look again.</summary>
    [Fact]
    public async Task What_is_decided_by_it_is_decided_anew()
    {
        Farm miner = await Farm.MakeAsync(server, "miner-changed"), pod = await Farm.MakeAsync(server, "idle");
        await using Between pool = new(server, number => number < 4 ? miner.QueueAsync(number) : Task.CompletedTask);
        Ran confirmed = await PluginProgram.RunAsync(pool.KubeConfig, $"confirm-miner pc1 --yes -n {miner.Namespace}");
        Assert.True(confirmed.Code == 0, confirmed.ToString());
        Assert.Equal([409, 409, 409, 200], pool.Answers);
        Assert.Equal("t02000", await miner.OfPoolAsync(Confirm));

        await using Between worker = new(server, number => number < 3 ? pod.AnnotatePodAsync("pc1-0", $"{number}") : Task.CompletedTask);
        Ran drained = await PluginProgram.RunAsync(worker.KubeConfig, $"drain pc1-0 -n {pod.Namespace}");
        Assert.True(drained.Code == 0, drained.ToString());
        Assert.Equal([409, 409, 200], worker.Answers);
        Assert.Equal("true", await pod.OfPodAsync("pc1-0", "lotusseal.io/drain"));
    }

    [Fact]
    public async Task A_miner_that_changes_again_is_not_confirmed()
    {
        Farm farm = await Farm.MakeAsync(server, "miner-changed");
        string status = (await farm.PoolAsync())["status"]!.ToJsonString();
        await using Between between = new(server, _ => farm.StatusAsync(status.Replace("t02000", "t03000", StringComparison.Ordinal)));
        Ran ran = await PluginProgram.RunAsync(between.KubeConfig, $"confirm-miner pc1 --yes -n {farm.Namespace}");
        Assert.Equal(1, ran.Code);
        Assert.Contains("pool pc1: yet another miner answers now; nothing was changed", ran.Error, StringComparison.Ordinal);
        Assert.Equal([409], between.Answers);
        Assert.Null(await farm.OfPoolAsync(Confirm));
    }

    [Fact]
    public async Task Where_others_never_end_it_is_said()
    {
        Farm farm = await Farm.MakeAsync(server, "miner-changed");
        await using Between between = new(server, farm.QueueAsync);
        Ran ran = await PluginProgram.RunAsync(between.KubeConfig, $"confirm-miner pc1 --yes -n {farm.Namespace}");
        Assert.Equal(1, ran.Code);
        Assert.Contains("others keep changing it; try again", ran.Error, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat(409, 10), between.Answers);
        Assert.Null(await farm.OfPoolAsync(Confirm));
    }
}
