using System.Net;
using System.Text.Json;
using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Browser;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The status page of the built worker beside the development miner, in a real browser.</summary>
public sealed class StatusPageTests : IAsyncLifetime
{
    private TestBrowser _browser = null!;

    public async ValueTask InitializeAsync() => _browser = await TestBrowser.StartOrSkipAsync();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
    }

    [Fact]
    public async Task A_sector_is_seen_from_phase_to_phase_and_the_token_nowhere()
    {
        await using Scene scene = await Scene.StartAsync();
        using CallHold declared = HoldPreCommit1(scene);
        string token = OwnToken(scene.Worker);
        WatchedPage page = await _browser.OpenAsync(WithToken(scene.Worker, token));
        await page.UntilShownAsync("The miner has given nothing for");
        await page.UntilShownAsync(scene.Worker.Repository);
        Assert.Equal(PageOf(scene.Worker).ToString(), await page.EvaluateAsync<string>("location.href"));

        SectorId sector = scene.Miner.Pledge();
        string card = $".card[data-key*='-{sector.Number}-']";
        await page.UntilAsync("the sector is in PC1", $"document.querySelector(\"{card}\")?.closest('.lane').innerText.startsWith('PC1')");
        await page.UntilAsync("its job is listed", $"document.querySelector('#jobs tbody')?.innerText.includes('{sector.Miner}/{sector.Number}')");
        await page.Page.FocusAsync($"{card} summary");
        await page.Page.Keyboard.PressAsync("Enter");
        int rounds = page.Requests.Count(request => request.EndsWith("/jobs", StringComparison.Ordinal));
        await Patience.UntilAsync("three rounds are over", () =>
            page.Requests.Count(request => request.EndsWith("/jobs", StringComparison.Ordinal)) >= rounds + 3);
        Assert.True(await page.EvaluateAsync<bool>($"document.activeElement === document.querySelector(\"{card} summary\")"));
        Assert.True(await page.EvaluateAsync<bool>($"document.querySelector(\"{card}\").open"));
        await page.PictureAsync("real-worker");

        declared.Release();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        await page.UntilShownAsync("No job is open, and the miner has every result.");
        page.AssertClean(PageOf(scene.Worker));
        Assert.All(page.Requests, request => Assert.DoesNotContain(token, request, StringComparison.Ordinal));
        Assert.DoesNotContain(token, scene.Worker.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_shows_nothing_but_the_form_and_the_miners_opens_it()
    {
        await using Scene scene = await Scene.StartAsync();
        WatchedPage page = await _browser.OpenAsync(WithToken(scene.Worker, "wrong"));
        await page.UntilShownAsync("The server does not take this token.");
        Assert.Equal(0, await page.EvaluateAsync<int>("main.childElementCount + sessionStorage.length + subject.textContent.length"));
        await page.GiveTokenAsync(File.ReadAllText(Path.Combine(scene.MinerRepository, "token")));
        await page.UntilShownAsync("Offered to the miner: AP PC1");
        page.AssertClean(PageOf(scene.Worker));
    }

    [Fact]
    public async Task What_the_miner_says_is_shown_as_text_and_why_a_result_stays_here()
    {
        const string Refusal = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";
        await using Scene scene = await Scene.StartAsync();
        scene.Miner.Faults.Set(new FaultRule(FaultKind.Error, "ReturnSealPreCommit1", FaultRule.Unlimited, Message: Refusal));
        WatchedPage page = await _browser.OpenAsync(WithToken(scene.Worker, OwnToken(scene.Worker)));
        SectorId sector = scene.Miner.Pledge();
        await page.UntilShownAsync("The miner has not taken 1 result:");
        await page.UntilShownAsync(Refusal);
        Assert.Equal((0, "LotusSeal worker"), (await page.EvaluateAsync<int>("document.querySelectorAll('main img, main script').length"),
            await page.EvaluateAsync<string>("document.title")));
        scene.Miner.Faults.Clear();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        await page.UntilAsync("the result is taken", "!document.body.innerText.includes('has not taken')");
        page.AssertClean(PageOf(scene.Worker));
    }

    [Fact]
    public async Task A_miner_that_is_gone_a_worker_that_is_gone_and_tasks_that_are_off_are_told_and_are_over_by_themselves()
    {
        await using Scene scene = await Scene.StartAsync();
        WatchedPage page = await _browser.OpenAsync(WithToken(scene.Worker, OwnToken(scene.Worker)));
        await page.UntilShownAsync("The miner has given nothing for");
        scene.Miner.Faults.RefuseConnections = true;
        scene.Miner.Faults.DropConnections();
        await page.UntilShownAsync("The miner gives nothing: the miner does not answer");
        scene.Miner.Faults.RefuseConnections = false;
        await page.UntilAsync("the miner is back", "!document.body.innerText.includes('The miner gives nothing')");

        await scene.Worker.SucceedAsync("tasks", "disable", "PC2");
        await page.UntilShownAsync("Switched off: PC2.");
        await page.UntilShownAsync("PreCommit2, switched off");
        await scene.Worker.SucceedAsync("storage", "detach", "--really-do-it", scene.Worker.Repository);
        await page.UntilShownAsync("No storage path that can seal takes anything");
        await page.UntilShownAsync("No storage path is open.");

        await scene.Worker.TerminateAsync();
        await page.UntilShownAsync("What is shown is old: the server cannot be reached.");
        await page.UntilShownAsync("Last answer ");
        await page.UntilShownAsync("Switched off: PC2.");
        await scene.Worker.StartReadyAsync();
        await page.UntilShownAsync("Up to date");
        await page.UntilAsync("the start switched it on again", "!document.body.innerText.includes('Switched off')");
        page.AssertClean(PageOf(scene.Worker));
    }

    [Fact]
    public async Task It_is_there_before_the_miner_is_and_says_so()
    {
        using TemporaryFolder folder = new();
        await using WorkerProgram worker = new(folder.Path, folder["miner"]) { TimeScale = 0.05 };
        worker.Start();
        await worker.WaitForLogAsync("Connecting to miner API");
        WatchedPage page = await _browser.OpenAsync(WithToken(worker, OwnToken(worker)));
        await page.UntilShownAsync("The miner gives nothing: ");
        await page.UntilShownAsync("No storage path is open.");
        await using DevMinerHost miner = await DevMinerHost.StartAsync(Scene.QuickMiner(folder["miner"]), TestContext.Current.CancellationToken);
        await page.UntilShownAsync("The miner has given nothing for");
        page.AssertClean(PageOf(worker));
    }

    [Fact]
    public async Task Storage_is_listed_to_whoever_has_a_token()
    {
        await using Scene scene = await Scene.StartAsync();
        using HttpClient stranger = new() { Timeout = Patience.Limit };
        using HttpResponseMessage refused = await stranger.GetAsync(new Uri(PageOf(scene.Worker), "storage"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        JsonElement path = default;
        await Patience.UntilAsync("the path was looked at", async () =>
        {
            (HttpStatusCode status, string body) = await scene.Worker.GetAsync("/storage");
            Assert.Equal(HttpStatusCode.OK, status);
            path = Assert.Single(JsonDocument.Parse(body).RootElement.GetProperty("Paths").EnumerateArray());
            return path.GetProperty("Capacity").ValueKind == JsonValueKind.Number;
        });
        Assert.Equal(scene.Worker.Repository, path.GetProperty("Path").GetString());
        Assert.True(path.GetProperty("CanSeal").GetBoolean());
        Assert.Equal(JsonValueKind.Null, path.GetProperty("Problem").ValueKind);
        Assert.Equal(JsonValueKind.Null, path.GetProperty("Files").ValueKind);
        Assert.InRange(path.GetProperty("Available").GetInt64(), 1, path.GetProperty("Capacity").GetInt64());
        File.Move(Path.Combine(scene.Worker.Repository, "sectorstore.json"), Path.Combine(scene.Worker.Repository, "away.json"));
        await Patience.UntilAsync("it is told that the path is gone", async () =>
            (await scene.Worker.GetAsync("/storage")).Body.Contains("sectorstore.json is missing", StringComparison.Ordinal));
    }

    /// <summary>The layers are there, and the task runs until the miner knows of them.</summary>
    private static CallHold HoldPreCommit1(Scene scene) =>
        scene.Miner.Faults.Hold("StorageDeclareSector", call => call.Params[2].GetInt32() == (int)SectorFileType.Sealed);

    private static string OwnToken(WorkerProgram worker) => File.ReadAllText(Path.Combine(worker.Repository, "token")).Trim();

    private static Uri PageOf(WorkerProgram worker) => new($"http://127.0.0.1:{worker.Port}/status");

    private static Uri WithToken(WorkerProgram worker, string token) => new($"{PageOf(worker)}#token={token}");
}
