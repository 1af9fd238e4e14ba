using k8s;
using k8s.Models;
using LotusSeal.Hosting;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Events;
using LotusSeal.KubeOps.Hosting;
using LotusSeal.KubeOps.LeaderElection;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Reconciliation;
using LotusSeal.Operator.Admission;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Host.Commands;
using LotusSeal.Operator.Host.Control;
using LotusSeal.Operator.Host.Metrics;
using LotusSeal.Operator.Host.Observability;
using LotusSeal.Operator.Host.Reading;
using LotusSeal.Operator.Mirror;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace LotusSeal.Operator.Host.Hosting;

/// <summary>The operator as a process: joins its parts and runs them until it is told to stop.</summary>
internal static class OperatorProcess
{
    private const string LeaseName = "lotus-seal-operator-leader", Controller = "lotusseal.io/operator";

    /// <summary>Runs.</summary>
    /// <returns>0 after a stop that was asked for.</returns>
    /// <exception cref="Exception">What a part broke with.</exception>
    public static async Task<int> RunAsync(OperatorOptions options, CancellationToken cancellationToken)
    {
        using ILoggerFactory loggers = ProcessLog.Create(Environment.GetEnvironmentVariable);
        ILogger logger = loggers.CreateLogger("operator");
        TimeProvider time = TimeProvider.System;
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        OperatorMetrics metrics = new(registry, OperatorCommandLine.Version);
        KubernetesClientConfiguration access = ApiServerAccess.Find(options.KubeConfig);
        using ApiConnection connection = new(access, time);
        string identity = LeaseLock.NewIdentity(options.Instance);
        logger.Starting(OperatorCommandLine.Version, identity,
            options.Namespaces.Count == 0 ? "all namespaces" : string.Join(", ", options.Namespaces));

        EntityClient<V1Lease> leases = new(connection, new EntityDefinition<V1Lease>(KubeJson.Options()));
        LeaderElector elector = new(new LeaseLock(leases, new ObjectKey(options.OwnNamespace, LeaseName), identity), new LeaderElectionConfig(), time,
            metrics, loggers.CreateLogger("election"));
        ClusterClients clients = new(connection, elector, new RequestLimit(options.RequestsPerSecond, 2 * options.RequestsPerSecond, time));
        ClusterView cluster = new(clients, options, metrics, loggers.CreateLogger("watch"));
        EventRecorder events = new(clients.Events, new EventRecorderOptions { Controller = Controller, Instance = options.Instance }, logger);

        ControllerLoop<V1Alpha1SealWorker>? loop = null;
        await using Miners miners =
            new(clients.Secrets, clients.ConfigMaps, key => loop?.Requeue(key), time, registry, loggers.CreateLogger("miner"));
        await using Workers workers = new(miners, time, loggers.CreateLogger("worker"));
        PoolMetrics pools = new(registry);
        SealWorkerController controller = new(
            clients, cluster, miners, workers, options, pools, metrics, events.Publisher, time, loggers.CreateLogger("pool"));
        loop = new ControllerLoop<V1Alpha1SealWorker>(cluster.Pools, clients.Pools, controller,
            new FinalizerRegistration<V1Alpha1SealWorker>(SealWorkerController.Finalizer, controller),
            new ControllerOptions { Name = SealWorkerController.Name, Workers = options.Concurrency }, metrics, loggers.CreateLogger("pool"));
        using Wakeups wakeups = new(cluster, loop.Requeue);
        using IDisposable gone = cluster.Pods.Subscribe(change =>
        {
            if (change.After is null) workers.Forget(change.Entity.Metadata.Uid);
        });
        OperatorHost host = new(cluster.Watchers, [loop], events, elector, loggers.CreateLogger("host"), pools.Clear);

        Replica Present() => new(OperatorCommandLine.Version, identity, elector.GetLeader(), elector.IsLeader());
        using PoolReading reading = new(access, cluster, workers, Present, () => host.IsReady, time);
        await using HealthServer health =
            await HealthServer.StartAsync(options.Listen, () => host.IsReady, registry, reading.Endpoint, loggers, cancellationToken);
        logger.Serving(health.Address.ToString());
        await using CancellationTokenRegistration told = cancellationToken.Register(logger.StopAsked);
        AdmissionServer admission = new(connection, cluster.Pods, cluster.Pools, options.Admission, time, loggers);
        await TaskGroup.RunAsync([host.RunAsync, admission.RunAsync], cancellationToken);
        return 0;
    }
}
