using System.Text.Json;
using LotusSeal.Testing.Browser;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What the worker's status page says of a worker in many states: each reason for which nothing happens is there in words.</summary>
public sealed class StatusPageStatesTests : IAsyncLifetime
{
    private TestBrowser _browser = null!;
    private StatusServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await TestBrowser.StartOrSkipAsync();
        _server = await StatusServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_browser is not null) await _browser.DisposeAsync();
    }

    [Fact]
    public async Task Every_reason_for_which_nothing_happens_is_told_and_goes_with_its_cause()
    {
        WatchedPage page = await OpenAsync();
        await page.UntilShownAsync("The miner has given nothing for 5 min.");
        await page.UntilShownAsync("No job is open, and the miner has every result.");
        await page.UntilShownAsync("Cannot be done here: PR2");

        await ShowsAsync(StatusExamples.Idle with { MinerProblem = "the miner does not answer: connection refused", QuietSeconds = null },
            "The miner gives nothing: the miner does not answer: connection refused.");
        await ShowsAsync(StatusExamples.Idle with { QuietSeconds = null }, "Work goes on whose caller waits for the result itself.");
        await ShowsAsync(StatusExamples.Idle with { Enabled = false }, "This worker is disabled");
        await ShowsAsync(Without("PC1"), "Switched off: PC1. What has begun is finished");
        await ShowsAsync(Without("AP", "PC1", "PC2", "UNS"), "all of sealing, as for a drain");
        JobReport queued = StatusExamples.Job(5, "PC2", JobReport.QueuedState) with { Step = "waits for a place: 1 of 1 run" };
        await ShowsAsync(StatusExamples.WithJobs(queued),
            "1 PC2 job waits here.\n\nwaits for a place: 1 of 1 run");
        JobReport refused = StatusExamples.Job(5, "C1", JobReport.UndeliveredState) with { Problem = "no such call", Attempts = 3 };
        await ShowsAsync(StatusExamples.WithJobs(refused),
            "The miner has not taken 1 result: no such call.");

        _server.Jobs = StatusExamples.Idle;
        _server.Storage = new StorageList([]);
        await page.UntilShownAsync("No storage path that can seal takes anything: the miner gives no AP PC1 UNS PC2.");
        _server.Storage = new StorageList([StatusExamples.SealingPath with { Problem = "it is gone", Capacity = null, Available = null }]);
        await page.UntilShownAsync("/seal/nvme0 is not used: it is gone");
        _server.Storage = new StorageList([StatusExamples.SealingPath with { Available = 0 }]);
        await page.UntilShownAsync("/seal/nvme0 is full");
        _server.Storage = new StorageList([StatusExamples.SealingPath]);
        await page.UntilAsync("the path is well again", "!document.body.innerText.includes('is full')");
        _server.Gpus = StatusExamples.Gpus;
        await page.UntilShownAsync("is not used any more: the driver reported Xid 79");
        Assert.Equal(1, await page.EvaluateAsync<int>("document.body.innerText.match(/any more: the driver reported Xid 79/g).length"));
        page.AssertClean(_server.Address);

        async Task ShowsAsync(JobList jobs, string text)
        {
            string shown = $"document.getElementById('state').innerText.includes({JsonSerializer.Serialize(text)})";
            _server.Jobs = jobs;
            await page.UntilAsync($"the page shows '{text}'", shown);
            _server.Jobs = StatusExamples.Idle;
            await page.UntilAsync("that is over", $"!{shown}");
        }
    }

    [Fact]
    public async Task Sectors_stand_in_their_phase_with_progress_and_time_left()
    {
        (_server.Jobs, _server.Gpus, _server.Storage) = (StatusExamples.Busy, StatusExamples.Gpus, StatusExamples.Paths);
        WatchedPage page = await OpenAsync();
        await page.UntilShownAsync("1000/37");
        string[] lanes = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.lane')]"
            + ".map(lane => [...lane.querySelectorAll('h3 span:first-child, strong')].map(at => at.innerText).join(' '))");
        Assert.Equal(["AP 1000/41", "PC1 1000/37 1000/38", "PC2 1000/36 1000/35", "C1 1000/33", "C2", "FIN 1000/31"], lanes);
        string card = await page.EvaluateAsync<string>("document.querySelector('.card[data-key*=\"-37-\"] summary').innerText");
        Assert.Equal(["1000/37", "34.0 %", "layer 4/11", "3 h 13 min left"], card.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0.34, await page.EvaluateAsync<double>("document.querySelector('.card[data-key*=\"-37-\"] progress').value"), 3);
        string gpu = await page.EvaluateAsync<string>("document.querySelector('#devices tbody tr').innerText");
        foreach (string text in (string[])["for PC2", "61 °C", "287 of 350 W", "29.0 GiB of 45.0 GiB", "2310 of 2520 MHz", "power"])
            Assert.Contains(text, gpu, StringComparison.Ordinal);
        await page.UntilShownAsync("2.74 TiB");
        page.AssertClean(_server.Address);
    }

    [Theory]
    [InlineData(1280, 1740, false, "desktop-light")]
    [InlineData(1280, 1740, true, "desktop-dark")]
    [InlineData(360, 1200, false, "phone-light")]
    [InlineData(360, 1200, true, "phone-dark")]
    public async Task Every_text_can_be_read_and_the_page_fits(int width, int height, bool dark, string picture)
    {
        (_server.Jobs, _server.Gpus, _server.Storage) = (StatusExamples.Busy, StatusExamples.Gpus, StatusExamples.Paths);
        WatchedPage page = await OpenAsync(width, height);
        await page.SetDarkAsync(dark);
        await page.UntilShownAsync("1000/37");
        await page.PictureAsync($"worker-{picture}");
        await page.EvaluateAsync<bool>("(document.querySelectorAll('details').forEach(card => card.open = true), true)");
        await page.AssertLegibleAsync();
        await page.AssertFitsAsync();
        await page.TabThroughAsync();
        page.AssertClean(_server.Address);
    }

    private static JobList Without(params string[] tasks) => StatusExamples.Idle with
    {
        Tasks = [.. StatusExamples.Idle.Tasks.Select(task => tasks.Contains(task.ShortTask) ? task with { Offered = false } : task)],
    };

    private Task<WatchedPage> OpenAsync(int width = 1280, int height = 1000) => _browser.OpenAsync(_server.Page, width, height);
}
