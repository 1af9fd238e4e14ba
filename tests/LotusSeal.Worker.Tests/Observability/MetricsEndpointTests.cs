using LotusSeal.Hosting;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Worker.Tests.Observability;

public sealed class MetricsEndpointTests
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8",
        OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    [Theory]
    [InlineData(null, Text)]
    [InlineData("*/*", Text)]
    [InlineData("text/plain", Text)]
    [InlineData("not a media type", Text)]
    [InlineData("application/openmetrics-text;q=0", Text)]
    [InlineData("text/plain;version=0.0.4,application/openmetrics-text;q=0.5", Text)]
    [InlineData("application/openmetrics-text", OpenMetrics)]
    [InlineData("text/plain;q=0.5,application/openmetrics-text;version=1.0.0", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.2",
        OpenMetrics)]
    public async Task The_client_chooses_the_format(string? accept, string expected)
    {
        DefaultHttpContext context = new();
        if (accept is not null) context.Request.Headers.Accept = accept;
        using MemoryStream body = new();
        context.Response.Body = body;
        await MetricsEndpoint.AnswerAsync(context, new WorkerMetrics().WriteAsync);
        Assert.Equal(expected, context.Response.ContentType);
        string text = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Assert.Equal(expected == OpenMetrics, text.EndsWith("# EOF\n", StringComparison.Ordinal));
        // A counter has the same series name in both; OpenMetrics names the family without its suffix.
        Assert.Contains("\nlotusseal_miner_registrations_total 0", text, StringComparison.Ordinal);
        Assert.Contains($"# TYPE lotusseal_miner_registrations{(expected == OpenMetrics ? "" : "_total")} counter\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_metrics_of_this_worker_are_there_and_a_first_failure_is_an_increase()
    {
        MetricsScrape scrape = await MetricsScrape.OfAsync(new WorkerMetrics());
        Assert.All(scrape.Types.Keys, name => Assert.StartsWith("lotusseal_", name, StringComparison.Ordinal));
        Assert.Equal(["AP", "C1", "C2", "DC", "DL", "FIN", "FRU", "FUS", "GET", "GSK", "PC1", "PC2", "PR1", "PR2", "RU", "UNS", "WDP", "WNP"],
            scrape.Values("lotusseal_calls_failed_total").Keys.Order(StringComparer.Ordinal));
        Assert.All(scrape.Values("lotusseal_calls_failed_total").Values, value => Assert.Equal(0, value));
    }
}
