using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Commands;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Cluster;

/// <summary>What the API server has, kept up to date by watches. Secrets are not among it: they are read by name.</summary>
internal sealed class ClusterView
{
    private readonly EntityWatcher<V1Alpha1SealWorker> _pools;
    private readonly EntityWatcher<V1Pod> _pods;
    private readonly EntityWatcher<V1PersistentVolumeClaim> _claims;
    private readonly EntityWatcher<V1Service> _services;
    private readonly EntityWatcher<V1PodDisruptionBudget>? _budgets;
    private readonly EntityWatcher<V1NetworkPolicy> _policies;
    private readonly EntityWatcher<V1Node>? _nodes;
    private readonly EntityIndex<V1Pod> _podsByOwner;
    private readonly EntityIndex<V1PersistentVolumeClaim> _claimsByPool;

    /// <param name="clients">Reads.</param>
    /// <param name="options">Which namespaces, and whether nodes may be seen.</param>
    /// <param name="metrics">Counts why watches ended.</param>
    /// <param name="logger">Told of trouble.</param>
    public ClusterView(ClusterClients clients, OperatorOptions options, OperatorMetrics metrics, ILogger logger)
    {
        WatcherOptions all = new() { Namespaces = options.Namespaces }, ours = all with { LabelSelector = PoolLabels.Pool };
        _pools = new(clients.Pools, all, metrics, logger);
        _pods = new(clients.Pods, ours, metrics, logger);
        _claims = new(clients.Claims, ours, metrics, logger);
        _services = new(clients.Services, ours, metrics, logger);
        _budgets = options.Settings.DisruptionBudgets ? new(clients.Budgets, ours, metrics, logger) : null;
        _policies = new(clients.Policies, ours, metrics, logger);
        _nodes = options.WatchNodes ? new(clients.Nodes, new WatcherOptions(), metrics, logger) : null;
        _podsByOwner = _pods.Cache.AddIndex(pod => OwnerOf(pod) is { } owner ? [owner] : []);
        _claimsByPool = _claims.Cache.AddIndex(claim => PoolOf(claim) is { } pool ? [pool.ToString()] : []);
    }

    public EntityCache<V1Alpha1SealWorker> Pools => _pools.Cache;

    public EntityCache<V1Pod> Pods => _pods.Cache;

    public EntityCache<V1PersistentVolumeClaim> Claims => _claims.Cache;

    public EntityCache<V1Service> Services => _services.Cache;

    /// <summary>Null where pools get none.</summary>
    public EntityCache<V1PodDisruptionBudget>? Budgets => _budgets?.Cache;

    public EntityCache<V1NetworkPolicy> Policies => _policies.Cache;

    /// <summary>Null where nodes may not be seen.</summary>
    public EntityCache<V1Node>? Nodes => _nodes?.Cache;

    /// <summary>What keeps all of it up to date.</summary>
    public IReadOnlyList<IWatcher> Watchers =>
        [.. new IWatcher?[] { _pools, _pods, _claims, _services, _budgets, _policies, _nodes }.OfType<IWatcher>()];

    /// <summary>Pods with a pool as their owner.</summary>
    public IReadOnlyList<V1Pod> PodsOf(V1Alpha1SealWorker pool) => _podsByOwner.Get(pool.Metadata.Uid);

    /// <summary>Sealing claims with the label of a pool.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim> ClaimsOf(V1Alpha1SealWorker pool) => _claimsByPool.Get(ObjectKey.Of(pool).ToString());

    /// <summary>The nodes of some pods; null where nodes may not be seen. One that is not in the answer is gone.</summary>
    public IReadOnlyDictionary<string, ObservedNode>? NodesOf(IEnumerable<string> names)
    {
        if (_nodes is null) return null;
        Dictionary<string, ObservedNode> nodes = [];
        foreach (string name in names.Distinct())
        {
            if (_nodes.Cache.Get(new ObjectKey(null, name)) is { } node) nodes[name] = NodeReader.Read(node);
        }

        return nodes;
    }

    /// <summary>The pool that an object belongs to by its label.</summary>
    public static ObjectKey? PoolOf(IKubernetesObject<V1ObjectMeta> entity) =>
        entity.Metadata.Labels is { } labels && labels.TryGetValue(PoolLabels.Pool, out string? pool)
            ? new ObjectKey(entity.Metadata.NamespaceProperty, pool) : null;

    /// <summary>Whether a pool is the owner of a pod.</summary>
    public static bool IsOf(V1Alpha1SealWorker pool, V1Pod pod) => OwnerOf(pod) == pool.Metadata.Uid;

    private static string? OwnerOf(V1Pod pod) =>
        pod.Metadata.OwnerReferences?.FirstOrDefault(owner => owner is { Kind: V1Alpha1SealWorker.KindName, Controller: true })?.Uid;
}
