using System.Collections.Concurrent;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Queue;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Testing.Kubernetes;
using Prometheus;

namespace LotusSeal.KubeOps.Tests.ApiServer;

[Collection(KubernetesCollection.Name)]
public sealed class EntityWatcherTests(Cluster cluster)
{
    private static readonly BackOff Short = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_of_many_pages_and_what_comes_after_it_are_in_the_cache()
    {
        string ns = await cluster.NewNamespaceAsync();
        for (int i = 0; i < 7; i++) await cluster.Gadgets.CreateAsync(Gadget.New(ns, $"g{i}"), Token);
        await using Watch watch = new(cluster.Connection, new WatcherOptions { Namespaces = [ns], PageSize = 3 });
        await watch.Cache.Synced.WaitAsync(Patience.Limit, Token);
        Assert.Equal(7, watch.Cache.Count);
        Assert.All(watch.Cache.List(), gadget => Assert.Null(gadget.Metadata.ManagedFields));

        Gadget made = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "new", 2), Token);
        await watch.UntilAsync("new", gadget => gadget?.Spec?.Size == 2);
        made.Spec!.Size = 5;
        await cluster.Gadgets.UpdateAsync(made, Token);
        await watch.UntilAsync("new", gadget => gadget?.Spec?.Size == 5);
        await cluster.Gadgets.DeleteAsync(ObjectKey.Of(made), new DeleteConditions(made.Metadata.Uid), Token);
        await watch.UntilAsync("new", gadget => gadget is null);
        Assert.Equal(["new: - 2", "new: 2 5", "new: 5 -"], watch.Changes.Where(change => change.StartsWith("new", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_namespaces_and_labels_that_were_asked_for_are_there()
    {
        string one = await cluster.NewNamespaceAsync(), two = await cluster.NewNamespaceAsync(), other = await cluster.NewNamespaceAsync();
        foreach (string ns in (string[])[one, two, other])
        {
            await cluster.Gadgets.CreateAsync(Gadget.New(ns, "plain"), Token);
            Gadget labelled = Gadget.New(ns, "labelled");
            labelled.Metadata.Labels = new Dictionary<string, string> { ["app"] = "x" };
            await cluster.Gadgets.CreateAsync(labelled, Token);
        }

        await using Watch watch = new(cluster.Connection, new WatcherOptions { Namespaces = [one, two], LabelSelector = "app=x" });
        await watch.Cache.Synced.WaitAsync(Patience.Limit, Token);
        IEnumerable<string> there = watch.Cache.List().Select(gadget => ObjectKey.Of(gadget).ToString());
        Assert.Equal(new[] { $"{one}/labelled", $"{two}/labelled" }.Order(), there.Order());
    }

    [Fact]
    public async Task A_killed_api_server_is_watched_again_from_where_it_was()
    {
        ControlPlane plane = cluster.Plane;
        string ns = await cluster.NewNamespaceAsync();
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "before"), Token);
        await using Watch watch = new(cluster.Connection, new WatcherOptions { Namespaces = [ns], Pause = Short });
        await watch.UntilAsync("before", gadget => gadget is not null);

        plane.KillServer();
        await watch.UntilEndedAsync(WatchEnd.Disconnected);
        await plane.StartServerAsync();
        await cluster.CreateAsync(Gadget.New(ns, "after"));
        await watch.UntilAsync("after", gadget => gadget is not null);

        // Each once: nothing was told anew.
        Assert.Equal(["before: - 1", "after: - 1"], watch.Changes);
    }

    [Fact]
    public async Task A_version_that_is_too_old_leads_to_a_new_list_and_what_went_meanwhile_is_told()
    {
        ControlPlane plane = cluster.Plane;
        await using TcpGate gate = new(plane.Address);
        using ApiConnection connection = cluster.NewConnection(at: gate.Address);
        string ns = await cluster.NewNamespaceAsync();
        Gadget gone = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "gone"), Token);
        Gadget replaced = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "replaced"), Token);
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "stays"), Token);
        await using Watch watch = new(connection, new WatcherOptions { Namespaces = [ns], Pause = Short });
        await watch.UntilAsync("stays", gadget => gadget is not null);

        gate.Shut();
        await watch.UntilEndedAsync(WatchEnd.Disconnected);
        await cluster.Gadgets.DeleteAsync(ObjectKey.Of(gone), new DeleteConditions(gone.Metadata.Uid), Token);
        await cluster.Gadgets.DeleteAsync(ObjectKey.Of(replaced), new DeleteConditions(replaced.Metadata.Uid), Token);
        Gadget last = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "replaced", 2), Token);
        await cluster.UntilCompactedAsync(ns, last.Metadata.ResourceVersion);
        // Its memory of changes goes back beyond what etcd still has; a new process has none.
        plane.KillServer();
        await plane.StartServerAsync();
        gate.Open();

        await watch.UntilEndedAsync(WatchEnd.Expired);
        await watch.UntilAsync("gone", gadget => gadget is null);
        await watch.UntilAsync("replaced", gadget => gadget?.Spec?.Size == 2);
        Assert.Equal(["gone: - 1", "gone: 1 -", "replaced: - 1", "replaced: - 2", "replaced: 1 -", "stays: - 1"], watch.Changes.Order());
    }

    [Fact]
    public async Task A_watch_that_goes_silent_is_begun_anew()
    {
        ControlPlane plane = cluster.Plane;
        using ApiConnection connection = cluster.NewConnection(requestTimeout: TimeSpan.FromSeconds(2));
        string ns = await cluster.NewNamespaceAsync();
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "before"), Token);
        await using Watch watch = new(connection, new WatcherOptions { Namespaces = [ns], Pause = Short, IdleDeadline = TimeSpan.FromSeconds(3) });
        await watch.UntilAsync("before", gadget => gadget is not null);
        // What comes after the list has come by the watch, which is there then.
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "then"), Token);
        await watch.UntilAsync("then", gadget => gadget is not null);

        plane.FreezeServer();
        try
        {
            await watch.UntilEndedAsync(WatchEnd.Idle);
            // The server takes no new watch either: that is a request without an answer.
            await watch.UntilEndedAsync(WatchEnd.Disconnected);
        }
        finally
        {
            await plane.ThawServerAsync();
        }

        await cluster.CreateAsync(Gadget.New(ns, "after"));
        await watch.UntilAsync("after", gadget => gadget is not null);
    }

    /// <summary>A watcher at work.</summary>
    private sealed class Watch : IAsyncDisposable
    {
        private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentQueue<string> _changes = new();
        private readonly LogLines _log = new();
        private readonly string _ns;
        private readonly Task _running;

        public Watch(ApiConnection connection, WatcherOptions options)
        {
            _ns = options.Namespaces[0];
            OperatorMetrics metrics = new(_registry, "test");
            EntityWatcher<Gadget> watcher = new(new EntityClient<Gadget>(connection, Gadget.Definition), options, metrics, _log);
            Cache = watcher.Cache;
            Cache.Subscribe(change => _changes.Enqueue(
                $"{change.Entity.Metadata.Name}: {change.Before?.Spec?.Size.ToString() ?? "-"} {change.After?.Spec?.Size.ToString() ?? "-"}"));
            _running = watcher.RunAsync(_stop.Token);
        }

        public EntityCache<Gadget> Cache { get; }

        public IReadOnlyCollection<string> Changes => _changes;

        public Task UntilAsync(string name, Func<Gadget?, bool> holds) =>
            Patience.UntilAsync($"{name} is as expected", () => holds(Cache.Get(new ObjectKey(_ns, name))), () => _log.ToString());

        public Task UntilEndedAsync(string reason) => Patience.UntilAsync($"a watch ends as {reason}", async () =>
        {
            string series = $"seal_operator_watch_restarts_total{{kind=\"gadgets\",reason=\"{reason}\"}} ";
            string text = await MetricsText.OfAsync(_registry);
            return text.Split('\n').Any(line => line.StartsWith(series, StringComparison.Ordinal) && line[series.Length..] != "0");
        }, () => _log.ToString());

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
