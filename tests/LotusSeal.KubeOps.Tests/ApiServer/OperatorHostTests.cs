using System.Collections.Concurrent;
using k8s.Models;
using KubeOps.Abstractions.Events;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Events;
using LotusSeal.KubeOps.Hosting;
using LotusSeal.KubeOps.LeaderElection;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Reconciliation;
using LotusSeal.KubeOps.Tests.Support;
using LotusSeal.KubeOps.Watcher;
using Prometheus;

namespace LotusSeal.KubeOps.Tests.ApiServer;

[Collection(KubernetesCollection.Name)]
public sealed class OperatorHostTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_operators_one_acts_and_when_it_stops_the_other_goes_over_everything()
    {
        string ns = await cluster.NewNamespaceAsync();
        await using Operator one = new(cluster, ns, "one");
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "a", 5), Token);
        await one.UntilDoneAsync("a");
        await using Operator two = new(cluster, ns, "two");
        await Patience.UntilAsync("two knows everything", () => two.Host.IsReady && two.Elector.GetLeader() == "one");
        await cluster.Gadgets.CreateAsync(Gadget.New(ns, "b", 6), Token);
        await one.UntilDoneAsync("b");
        Assert.Equal(6, (await cluster.Gadgets.GetAsync(new ObjectKey(ns, "b"), Token))!.Status!.Seen);
        Assert.Empty(two.Done);

        await one.DisposeAsync();
        await two.UntilDoneAsync("a");
        await two.UntilDoneAsync("b");
        // What was right already was not written again.
        Assert.Equal(0, two.Writes);
        Assert.Contains("seal_operator_leader 1\n", await MetricsText.OfAsync(two.Registry), StringComparison.Ordinal);
        Assert.Contains("seal_operator_leader 0\n", await MetricsText.OfAsync(one.Registry), StringComparison.Ordinal);
    }

    /// <summary>An operator that writes into the status of each gadget how big it is.</summary>
    private sealed class Operator : IEntityController<Gadget>, IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentQueue<string> _done = new();
        private readonly EntityClient<Gadget> _gadgets;
        private readonly EventPublisher _say;
        private readonly LogLines _log = new();
        private readonly Task _running;

        public Operator(Cluster cluster, string ns, string identity)
        {
            OperatorMetrics metrics = new(Registry, "test");
            EntityClient<V1Lease> leases = new(cluster.Connection, new EntityDefinition<V1Lease>(KubeJson.Options()));
            Elector = new LeaderElector(new LeaseLock(leases, new ObjectKey(ns, "leader"), identity), new LeaderElectionConfig(), TimeProvider.System,
                metrics, _log);
            _gadgets = new EntityClient<Gadget>(cluster.Connection, Gadget.Definition, Elector, new RequestLimit(50, 100, TimeProvider.System));
            EntityWatcher<Gadget> watcher = new(_gadgets, new WatcherOptions { Namespaces = [ns] }, metrics, _log);
            EventRecorder events = new(
                new EntityClient<Eventsv1Event>(cluster.Connection, new EntityDefinition<Eventsv1Event>(KubeJson.Options()), Elector),
                new EventRecorderOptions { Controller = "test.lotusseal.io/tests", Instance = identity }, _log);
            _say = events.Publisher;
            ControllerLoop<Gadget> loop = new(watcher.Cache, _gadgets, this, null, new ControllerOptions { Name = "gadgets" }, metrics, _log);
            Host = new OperatorHost([watcher], [loop], events, Elector, _log);
            _running = Host.RunAsync(_stop.Token);
        }

        public OperatorHost Host { get; }

        public LeaderElector Elector { get; }

        public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

        public IReadOnlyCollection<string> Done => _done;

        public int Writes { get; private set; }

        public Task UntilDoneAsync(string name) => Patience.UntilAsync($"{name} is done", () => _done.Contains(name), () => _log.ToString());

        public async Task<ReconciliationResult<Gadget>> ReconcileAsync(Gadget entity, CancellationToken cancellationToken)
        {
            if (entity.Status?.Seen != entity.Spec?.Size)
            {
                Gadget wanted = Gadget.New(entity.Metadata.NamespaceProperty, entity.Metadata.Name);
                wanted.Status = new GadgetStatus { Seen = entity.Spec?.Size };
                byte[] body = ApplyBody.OfStatus(Gadget.Definition, wanted);
                await _gadgets.ApplyStatusAsync(ObjectKey.Of(entity), body, "tests", force: true, cancellationToken);
                await _say(entity, "Seen", "It was looked at.", EventType.Normal, cancellationToken);
                Writes++;
            }

            _done.Enqueue(entity.Metadata.Name);
            return ReconciliationResult<Gadget>.Success(entity);
        }

        public Task<ReconciliationResult<Gadget>> DeletedAsync(Gadget entity, CancellationToken cancellationToken) =>
            Task.FromResult(ReconciliationResult<Gadget>.Success(entity));

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }
    }
}
