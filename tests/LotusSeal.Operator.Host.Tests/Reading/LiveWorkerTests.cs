using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Faults;
using LotusSeal.Operator.Host.Tests.Drains;
using LotusSeal.Operator.Host.Tests.Support;
using LotusSeal.Testing.Browser;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>What the leader has heard of real workers stands on its page.</summary>
public sealed class LiveWorkerTests(ApiServer server) : DrainTest(server)
{
    private const int UnsealedType = 1;

    [Fact]
    public async Task A_task_that_runs_is_shown_with_its_sector_and_how_far_it_is()
    {
        await using TestBrowser browser = await TestBrowser.StartOrSkipAsync();
        ReaderAccounts accounts = new(Server, Namespace);
        await accounts.InstallRolesAsync();
        string token = await accounts.MakeSeeingAsync();
        await using DrainScene scene = await DrainScene.StartAsync(this, "live");
        await scene.BindAsync("live-0", "node-1");
        await ApplyPoolAsync("paused", metadata: ", annotations: { lotusseal.io/paused: \"true\" }");
        await ApplyPoolAsync("stuck");
        await UntilPodsAsync("stuck", 1);
        await Server.PatchAsync($"{Pods}/stuck-0/status", """
            { "status": { "phase": "Pending", "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
              "message": "0/3 nodes are available: 3 Insufficient memory." }] } }
            """);
        // It has done its work, and is not told that the miner knows where its files are.
        using CallHold hold = scene.Miner.Faults.Hold("StorageDeclareSector", call => call.Params[2].GetInt32() != UnsealedType);
        scene.Miner.Pledge();

        WatchedPage page = await browser.OpenAsync(new Uri(Operator.Url, $"status#token={token}"), width: 1100, height: 1020);
        await page.UntilShownAsync("No node takes the pod: 0/3 nodes are available: 3 Insufficient memory.");
        await page.UntilShownAsync("The pool is paused");
        string shown = "";
        // The worker goes on meanwhile: what is shown and what is told are compared until they are of one moment.
        await Patience.UntilAsync("the page shows how far the task is", async () =>
        {
            JsonNode pool = (await Operator.PoolsAsync(token, "?pool=live")).Taken()["pools"]![0]!;
            if (pool["workers"]![0]!["jobs"]!.AsArray().FirstOrDefault(one => one!["task"]!.GetValue<string>() == "PC1") is not { } job) return false;
            if (job["step"]?.GetValue<string>() is not { } step || job["done"]?.GetValue<double>() is not (>= 0 and <= 1)) return false;
            shown = await page.TextAsync();
            return shown.Contains($"PC1 of {job["sector"]!.GetValue<string>()}, running, {step}", StringComparison.Ordinal)
                && shown.Contains(" %", StringComparison.Ordinal);
        }, () => $"{shown}\n{Operator.Log}");
        await page.PictureAsync("status-operator");
        Assert.DoesNotContain("stands by", await page.TextAsync(), StringComparison.Ordinal);
        page.AssertClean(Operator.Url);
    }
}
