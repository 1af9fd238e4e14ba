using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Observability;

public sealed class WorkerGaugesTests
{
    [Fact]
    public async Task Jobs_of_a_task_are_one_number_however_many_sectors_there_are()
    {
        await using JobsScene scene = new();
        await scene.RunTenSecondsAsync(TaskTypes.PreCommit1, done: 100, total: 400); // 10 a second, 30 s left when it reports
        await scene.RunTenSecondsAsync(TaskTypes.PreCommit1, done: 200, total: 400); // 20 a second, 10 s left
        await (await scene.SubmitAsync(TaskTypes.PreCommit2)).Started;
        await scene.SubmitAsync(TaskTypes.PreCommit2);
        scene.Clock.Advance(TimeSpan.FromSeconds(5));

        MetricsScrape scrape = await MetricsScrape.OfAsync(scene.Metrics);
        Assert.Equal(0.25, Assert.Single(scrape.Values("lotusseal_job_progress_ratio")).Value);
        // The first has 100 nodes in 25 s by now, the second 200 in 15 s.
        Assert.Equal(4 + 200 / 15.0, scrape.Values("lotusseal_job_rate")["PC1"], precision: 9);
        Assert.Equal(75, scrape.Values("lotusseal_job_eta_seconds")["PC1"], precision: 9);
        Assert.Equal([("PC1", 25), ("PC2", 5)],
            scrape.Values("lotusseal_job_age_seconds").Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal((2, 0), (Jobs(scrape, "running", "PC1"), Jobs(scrape, "queued", "PC1")));
        Assert.Equal((1, 1), (Jobs(scrape, "running", "PC2"), Jobs(scrape, "queued", "PC2")));
        Assert.Equal((0, 0), (Jobs(scrape, "running", "AP"), Jobs(scrape, "queued", "AP")));
    }

    /// <summary>A path of 500 on a disk of 15,000 is not nearly full while it is empty.</summary>
    [Theory]
    [InlineData(0, 15_000)]
    [InlineData(500, 500)]
    [InlineData(20_000, 15_000)]
    public void The_size_of_a_path_is_what_it_may_hold(long max, long capacity) =>
        Assert.Equal(capacity, WorkerGauges.CapacityOf(new FsStat(Capacity: 15_000, Available: 480, FsAvailable: 9_000, Reserved: 0, max, Used: 20)));

    [Fact]
    public async Task A_job_that_ended_leaves_no_series_behind()
    {
        await using JobsScene scene = new();
        await scene.RunTenSecondsAsync(TaskTypes.PreCommit1, done: 1, total: 2);
        Assert.Single((await MetricsScrape.OfAsync(scene.Metrics)).Values("lotusseal_job_eta_seconds"));
        await scene.FinishAsync();

        MetricsScrape scrape = await MetricsScrape.OfAsync(scene.Metrics);
        Assert.DoesNotContain(scrape.Samples, sample => sample.Family.StartsWith("lotusseal_job_", StringComparison.Ordinal));
        Assert.Equal(0, Jobs(scrape, "running", "PC1"));
    }

    [Fact]
    public async Task Scrapes_may_overlap()
    {
        await using JobsScene scene = new();
        await (await scene.SubmitAsync(TaskTypes.PreCommit1)).Started;
        MetricsScrape[] scrapes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => MetricsScrape.OfAsync(scene.Metrics))));
        Assert.All(scrapes, scrape => Assert.Equal(1, Jobs(scrape, "running", "PC1")));
        Assert.All(scrapes, scrape => Assert.Single(scrape.Values("lotusseal_job_age_seconds")));
    }

    private static double Jobs(MetricsScrape scrape, string state, string task) =>
        scrape.Samples.Single(sample => sample.Family == "lotusseal_jobs" && sample.Labels["state"] == state && sample.Labels["task"] == task).Value;
}
