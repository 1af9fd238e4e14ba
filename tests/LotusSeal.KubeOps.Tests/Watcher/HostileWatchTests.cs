using k8s;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Queue;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Watcher;
using Prometheus;

namespace LotusSeal.KubeOps.Tests.Watcher;

public sealed class HostileWatchTests
{
    [Fact]
    public async Task Each_way_to_break_is_recovered_from_and_counted_once_and_nothing_is_lost()
    {
        await using RawServer server = new(
        [
            RawServer.Answer(429, """{"kind":"Status","reason":"TooManyRequests","details":{"retryAfterSeconds":1}}"""),
            RawServer.Answer(200, "{\"metadata\":"),
            List(10, One("a", 1), """{"metadata":{"name":"odd","namespace":"n","resourceVersion":"3"},"spec":{"size":"many"}}"""),
            RawServer.Stream("no json at all\n"),
            RawServer.Stream(Line("ADDED", One("b", 11)) + "{\"type\":\"ADDED\",\"obj"),
            RawServer.Answer(500, "oops"),
            RawServer.Stream("{\"type\":\"ERROR\",\"object\":{\"code\":410,\"reason\":\"Expired\"}}\n"),
            List(20, One("b", 11), One("c", 15)),
            RawServer.Stream(""),
            RawServer.Stream(Line("MODIFIED", One("c", 21)) + "\n" + Line("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"30\"}}")),
            RawServer.Stream(Line("DELETED", One("b", 31)) + Line("ADDED", One("d", 32)) + RawServer.Open),
        ]);
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        LogLines log = new();
        using ApiConnection connection = new(new KubernetesClientConfiguration { Host = server.Url }, TimeProvider.System);
        WatcherOptions options = new() { Pause = new BackOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50)) };
        EntityClient<Gadget> client = new(connection, Gadget.Definition);
        EntityWatcher<Gadget> watcher = new(client, options, new OperatorMetrics(registry, "x"), log);
        List<string> told = [];
        watcher.Cache.Subscribe(change => told.Add((change.After is null ? "-" : change.Before is null ? "+" : "~") + change.Entity.Metadata.Name));
        using CancellationTokenSource stop = new();
        Task running = watcher.RunAsync(stop.Token);
        await Patience.UntilAsync("d is there", () => watcher.Cache.Get(new ObjectKey("n", "d")) is not null, () => log.ToString());
        string scrape = await MetricsText.OfAsync(registry);
        await stop.CancelAsync();
        await running;

        Assert.Equal(["+a", "+b", "-a", "+c", "~c", "-b", "+d"], told);
        Assert.Equal(["10", "10", "11", "11", "20", "20", "30"], server.Requests.Select(request => request.Split("resourceVersion="))
            .Where(parts => parts.Length > 1).Select(parts => parts[1].Split('&')[0]));
        Dictionary<string, int> ends = new()
        {
            [WatchEnd.Refused] = 2,
            [WatchEnd.Broken] = 3,
            [WatchEnd.Expired] = 1,
            [WatchEnd.Closed] = 2,
            [WatchEnd.Idle] = 0,
            [WatchEnd.Disconnected] = 0,
        };
        Assert.All(ends, end => Assert.Contains($"{{kind=\"gadgets\",reason=\"{end.Key}\"}} {end.Value}\n", scrape, StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("n/odd", StringComparison.Ordinal));
    }

    /// <summary>A store that was restored from a backup counts from an earlier version: a watch from a later one brings nothing for ever.</summary>
    [Fact]
    public async Task After_a_silent_watch_everything_is_listed_anew()
    {
        await using RawServer server = new(
            [List(1000, One("a", 900)), RawServer.Stream(RawServer.Open), List(5, One("b", 2)), RawServer.Stream(RawServer.Open)]);
        LogLines log = new();
        using ApiConnection connection = new(new KubernetesClientConfiguration { Host = server.Url }, TimeProvider.System);
        WatcherOptions options = new()
        {
            Pause = new BackOff(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50)),
            IdleDeadline = TimeSpan.FromMilliseconds(500),
        };
        EntityClient<Gadget> client = new(connection, Gadget.Definition);
        EntityWatcher<Gadget> watcher = new(client, options, new OperatorMetrics(Prometheus.Metrics.NewCustomRegistry(), "x"), log);
        using CancellationTokenSource stop = new();
        Task running = watcher.RunAsync(stop.Token);
        await Patience.UntilAsync("b is there", () => watcher.Cache.Get(new ObjectKey("n", "b")) is not null, () => log.ToString());
        Assert.Null(watcher.Cache.Get(new ObjectKey("n", "a")));
        await stop.CancelAsync();
        await running;
    }

    private static string One(string name, int version) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"n","uid":"u-{{{name}}}","resourceVersion":"{{{version}}}"},"spec":{"size":1}}""";

    private static string Line(string type, string item) => $"{{\"type\":\"{type}\",\"object\":{item}}}\n";

    private static string List(int version, params string[] items) =>
        RawServer.Answer(200, $$$"""{"metadata":{"resourceVersion":"{{{version}}}"},"items":[{{{string.Join(',', items)}}}]}""");
}
