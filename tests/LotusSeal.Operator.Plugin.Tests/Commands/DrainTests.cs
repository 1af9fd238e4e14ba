using System.Diagnostics;
using LotusSeal.Operator.Plugin.Tests.Support;

namespace LotusSeal.Operator.Plugin.Tests.Commands;

/// <summary>What people say to single workers.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class DrainTests(ApiServer server)
{
    private const string Drain = "lotusseal.io/drain", Force = "lotusseal.io/force-drain";

    [Fact]
    public async Task Drain_asks_on_each_pod_and_says_so_once()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        Ran ran = await farm.SealAsync("drain pc1-0 pod/pc1-1");
        Assert.True(ran is { Code: 0, Error: "" }, ran.ToString());
        Assert.Equal("true", await farm.OfPodAsync("pc1-0", Drain));
        Assert.Equal("true", await farm.OfPodAsync("pc1-1", Drain));
        Assert.Null(await farm.OfPodAsync("pc1-0", Force));
        Assert.Contains("pc1-0: a drain was asked for already", (await farm.SealAsync("drain pc1-0")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_is_none_of_ours_is_refused_and_nothing_is_asked_of_the_others()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        string path = $"/api/v1/namespaces/{farm.Namespace}/pods";
        await server.SendAsync(HttpMethod.Post, path, """
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "pc1-9", "labels": { "lotusseal.io/pool": "pc1" } },
              "spec": { "containers": [ { "name": "worker", "image": "x" } ] } }
            """);
        foreach (string verb in (string[])["drain pc1-0 pc1-9", "drain pc1-9 --cancel", "force pc1-9 --yes", "why pc1-9"])
        {
            Ran ran = await farm.SealAsync(verb);
            Assert.Equal(1, ran.Code);
            Assert.Contains("pod 'pc1-9'", ran.Error, StringComparison.Ordinal);
            Assert.Contains("no worker of a pool", ran.Error, StringComparison.Ordinal);
        }

        Assert.Null(await farm.OfPodAsync("pc1-9", Drain));
        Assert.Null(await farm.OfPodAsync("pc1-0", Drain));
    }

    [Fact]
    public async Task A_request_is_taken_back_with_its_force_while_no_drain_has_begun()
    {
        Farm farm = await Farm.MakeAsync(server, "drain-requested");
        Ran ran = await farm.SealAsync("drain pc1-0 pc1-1 --cancel");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Null(await farm.OfPodAsync("pc1-0", Drain));
        Assert.Null(await farm.OfPodAsync("pc1-1", Drain));
        Assert.Null(await farm.OfPodAsync("pc1-1", Force));
    }

    [Fact]
    public async Task A_drain_that_has_begun_is_not_taken_back()
    {
        Farm farm = await Farm.MakeAsync(server, "miner-unreachable");
        Ran ran = await farm.SealAsync("drain pc1-1 --cancel");
        Assert.Equal(1, ran.Code);
        Assert.Contains("pc1-1: its drain has begun (Requested) and goes on to its end", ran.Error, StringComparison.Ordinal);
        Assert.Equal("true", await farm.OfPodAsync("pc1-1", Drain));
    }

    [Fact]
    public async Task Whoever_asks_where_nothing_is_done_is_told()
    {
        Farm farm = await Farm.MakeAsync(server, "miner-unreachable");
        Ran ran = await farm.SealAsync("drain pc1-0");
        Assert.Equal(0, ran.Code);
        Assert.Contains("note: pool pc1: the miner does not answer (connection refused by lotus-miner:2345)", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_shows_the_stages_until_the_pod_is_another_one()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        using Process process = PluginProgram.Begin(server.KubeConfig, $"drain pc1-0 --wait -n {farm.Namespace}");
        HeardLines log = new(process);
        try
        {
            await log.SeenAsync("the drain has not begun");
            await farm.StatusAsync("""
                { "workers": [ { "name": "pc1-0", "managed": true, "phase": "Draining", "running": 1,
                  "drain": { "reason": "Requested", "stage": "Quiesce", "since": "2026-03-01T12:00:00Z", "message": "it finishes PC1 of sector 9" } } ] }
                """);
            await log.SeenAsync("pc1-0: Quiesce: it finishes PC1 of sector 9");
            await farm.EndAsync("pc1-0");
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
            Assert.Equal(0, process.ExitCode);
            await log.SeenAsync("pc1-0: drained, its pod is gone");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Who_has_waited_long_enough_leaves_the_drain_alone()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        Ran ran = await farm.SealAsync("drain pc1-0 --wait --timeout 0s");
        Assert.Equal(1, ran.Code);
        Assert.Contains("pc1-0 not drained within 0s; the drain goes on", ran.Error, StringComparison.Ordinal);
        Assert.Equal("true", await farm.OfPodAsync("pc1-0", Drain));
    }

    [Fact]
    public async Task Force_names_the_tasks_and_needs_somebody_to_agree()
    {
        Farm farm = await Farm.MakeAsync(server, "node-lost");
        Ran ran = await farm.SealAsync("force pc1-1");
        Assert.Equal(1, ran.Code);
        Assert.Contains("pc1-1: PC1 of sector s-t01000-9, running since 2026-03-01T08:00:00Z", ran.Error, StringComparison.Ordinal);
        Assert.Contains("--yes", ran.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await farm.SealAsync("force pc1-1", "pc1-0\n")).Code);
        Assert.Null(await farm.OfPodAsync("pc1-1", Force));
        Assert.Equal(0, (await farm.SealAsync("force pc1-1", "pc1-1\n")).Code);
        // Without a request there is no drain that could be forced.
        Assert.Equal(("true", "true"), (await farm.OfPodAsync("pc1-1", Force), await farm.OfPodAsync("pc1-1", Drain)));
        Assert.Contains("given up already", (await farm.SealAsync("force pc1-1")).Output, StringComparison.Ordinal);
    }
}
