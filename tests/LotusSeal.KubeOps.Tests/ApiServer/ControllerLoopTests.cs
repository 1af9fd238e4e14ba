using System.Collections.Concurrent;
using k8s.Models;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using KubeOps.Abstractions.Reconciliation.Finalizer;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Queue;
using LotusSeal.KubeOps.Reconciliation;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Watcher;
using Prometheus;

namespace LotusSeal.KubeOps.Tests.ApiServer;

[Collection(KubernetesCollection.Name)]
public sealed class ControllerLoopTests(Cluster cluster)
{
    private const string Ours = "test.lotusseal.io/ours", Theirs = "test.lotusseal.io/theirs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_gets_its_finalizer_before_its_first_pass_and_goes_when_the_finalizer_is_done()
    {
        await using Loop loop = await StartAsync(Ours);
        Gadget made = await cluster.Gadgets.CreateAsync(Gadget.New(loop.Namespace, "a"), Token);
        await loop.UntilSaidAsync("reconcile a [ours]");

        loop.MayGo = false;
        await cluster.Gadgets.DeleteAsync(ObjectKey.Of(made), new DeleteConditions(made.Metadata.Uid), Token);
        await loop.UntilSaidAsync("finalize a");
        Assert.NotNull(await cluster.Gadgets.GetAsync(ObjectKey.Of(made), Token));
        loop.MayGo = true;
        await loop.UntilSaidAsync("deleted a");
        Assert.Null(await cluster.Gadgets.GetAsync(ObjectKey.Of(made), Token));
        Assert.DoesNotContain("reconcile a []", loop.Said);
    }

    [Fact]
    public async Task Finalizers_of_others_stay_also_when_they_change_meanwhile()
    {
        string ns = await cluster.NewNamespaceAsync();
        Gadget stale = await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a"), Token);
        Gadget changed = await cluster.Gadgets.GetAsync(ObjectKey.Of(stale), Token) ?? throw new InvalidOperationException();
        changed.Metadata.Finalizers = [Theirs];
        await cluster.Gadgets.UpdateAsync(changed, Token);
        FinalizerList<Gadget> finalizers = new(cluster.Gadgets);

        Gadget? attached = await finalizers.AttachAsync(stale, Ours, Token);
        Assert.Equal([Theirs, Ours], attached!.Metadata.Finalizers);

        Gadget again = await cluster.Gadgets.GetAsync(ObjectKey.Of(stale), Token) ?? throw new InvalidOperationException();
        again.Metadata.Labels = new Dictionary<string, string> { ["changed"] = "yes" };
        await cluster.Gadgets.UpdateAsync(again, Token);
        Gadget? detached = await finalizers.DetachAsync(attached, Ours, Token);
        Assert.Equal([Theirs], detached!.Metadata.Finalizers);
        Assert.Equal("yes", detached.Metadata.Labels["changed"]);

        // Another object under the name gets nothing.
        stale.Metadata.Uid = "other";
        Assert.Null(await finalizers.AttachAsync(stale, Ours, Token));
    }

    [Fact]
    public async Task A_pass_that_fails_or_throws_is_repeated_with_what_is_known_then()
    {
        await using Loop loop = await StartAsync(null);
        loop.Failures.Enqueue(gadget => ReconciliationResult<Gadget>.Failure(gadget, "not yet"));
        loop.Failures.Enqueue(_ => throw new InvalidOperationException("bug"));
        Gadget made = await cluster.Gadgets.CreateAsync(Gadget.New(loop.Namespace, "a", 1), Token);
        await loop.UntilSaidAsync("reconcile a []");
        Assert.Contains("not yet", Assert.Single(loop.Log.Of(4100)), StringComparison.Ordinal);
        Assert.Single(loop.Log.Of(4101));
        string scrape = await MetricsText.OfAsync(loop.Registry);
        Assert.Contains("seal_operator_reconcile_errors_total{controller=\"gadgets\"} 2\n", scrape, StringComparison.Ordinal);
        Assert.Equal(made.Metadata.Uid, loop.Last!.Metadata.Uid);
    }

    [Fact]
    public async Task A_new_run_begins_with_every_object_and_a_stop_waits_for_what_is_in_work()
    {
        await using Loop loop = await StartAsync(null);
        await cluster.Gadgets.CreateAsync(Gadget.New(loop.Namespace, "a"), Token);
        await cluster.Gadgets.CreateAsync(Gadget.New(loop.Namespace, "b"), Token);
        await loop.UntilSaidAsync("reconcile a []");
        await loop.UntilSaidAsync("reconcile b []");
        await loop.StopLoopAsync();
        Assert.Equal(0, loop.InWork);
        loop.Clear();

        loop.StartLoop();
        await loop.UntilSaidAsync("reconcile a []");
        await loop.UntilSaidAsync("reconcile b []");
    }

    private async Task<Loop> StartAsync(string? finalizer)
    {
        Loop loop = new(cluster, await cluster.NewNamespaceAsync(), finalizer);
        loop.StartLoop();
        return loop;
    }

    /// <summary>A controller at work, which says what it is asked.</summary>
    private sealed class Loop : IEntityController<Gadget>, IEntityFinalizer<Gadget>, IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopWatch = new();
        private readonly ConcurrentQueue<string> _said = new();
        private readonly ControllerLoop<Gadget> _loop;
        private readonly Task _watching;
        private CancellationTokenSource _stopLoop = new();
        private Task _working = Task.CompletedTask;
        private int _inWork;

        public Loop(Cluster cluster, string ns, string? finalizer)
        {
            Namespace = ns;
            OperatorMetrics metrics = new(Registry, "test");
            EntityWatcher<Gadget> watcher = new(cluster.Gadgets, new WatcherOptions { Namespaces = [ns] }, metrics, Log);
            BackOff quick = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
            ControllerOptions options = new() { Name = "gadgets", Queue = new WorkQueueOptions { BackOff = quick } };
            FinalizerRegistration<Gadget>? registration = finalizer is null ? null : new FinalizerRegistration<Gadget>(finalizer, this);
            _loop = new ControllerLoop<Gadget>(watcher.Cache, cluster.Gadgets, this, registration, options, metrics, Log);
            _watching = watcher.RunAsync(_stopWatch.Token);
        }

        public string Namespace { get; }

        public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

        public LogLines Log { get; } = new();

        public ConcurrentQueue<Func<Gadget, ReconciliationResult<Gadget>>> Failures { get; } = new();

        public bool MayGo { get; set; } = true;

        public Gadget? Last { get; private set; }

        public int InWork => _inWork;

        public IReadOnlyCollection<string> Said => _said;

        public void Clear() => _said.Clear();

        public void StartLoop()
        {
            _stopLoop = new CancellationTokenSource();
            _working = _loop.RunAsync(_stopLoop.Token);
        }

        public async Task StopLoopAsync()
        {
            await _stopLoop.CancelAsync();
            await _working;
        }

        public Task UntilSaidAsync(string what) => Patience.UntilAsync(what, () => _said.Contains(what), () => $"{string.Join('\n', _said)}\n{Log}");

        public async Task<ReconciliationResult<Gadget>> ReconcileAsync(Gadget entity, CancellationToken cancellationToken)
        {
            // One object is never in two passes; there are several objects in some tests, so this counts all.
            Interlocked.Increment(ref _inWork);
            try
            {
                await Task.Yield();
                if (Failures.TryDequeue(out Func<Gadget, ReconciliationResult<Gadget>>? fail)) return fail(entity);
                Last = entity;
                bool ours = entity.Metadata.Finalizers?.Contains(Ours) == true;
                _said.Enqueue($"reconcile {entity.Metadata.Name} [{(ours ? "ours" : "")}]");
                return ReconciliationResult<Gadget>.Success(entity);
            }
            finally
            {
                Interlocked.Decrement(ref _inWork);
            }
        }

        public Task<ReconciliationResult<Gadget>> DeletedAsync(Gadget entity, CancellationToken cancellationToken)
        {
            _said.Enqueue($"deleted {entity.Metadata.Name}");
            return Task.FromResult(ReconciliationResult<Gadget>.Success(entity));
        }

        public Task<ReconciliationResult<Gadget>> FinalizeAsync(Gadget entity, CancellationToken cancellationToken)
        {
            _said.Enqueue($"finalize {entity.Metadata.Name}");
            return Task.FromResult(ReconciliationResult<Gadget>.Success(entity, MayGo ? null : TimeSpan.FromMilliseconds(50)));
        }

        public async ValueTask DisposeAsync()
        {
            await StopLoopAsync();
            await _stopWatch.CancelAsync();
            await _watching;
        }
    }
}
