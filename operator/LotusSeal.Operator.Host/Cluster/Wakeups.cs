using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Host.Cluster;

/// <summary>Asks for a pass over a pool when something that belongs to it has changed.</summary>
internal sealed class Wakeups : IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ClusterView _cluster;
    private readonly Action<ObjectKey> _wake;

    /// <param name="cluster">What is watched.</param>
    /// <param name="wake">Asks for a pass.</param>
    public Wakeups(ClusterView cluster, Action<ObjectKey> wake)
    {
        (_cluster, _wake) = (cluster, wake);
        Follow(cluster.Pods);
        Follow(cluster.Claims);
        Follow(cluster.Services);
        Follow(cluster.Policies);
        if (cluster.Budgets is { } budgets) Follow(budgets);
        if (cluster.Nodes is { } nodes) _subscriptions.Add(nodes.Subscribe(NodeChanged));
    }

    /// <inheritdoc/>
    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private void Follow<TEntity>(EntityCache<TEntity> cache) where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        _subscriptions.Add(cache.Subscribe(change =>
        {
            if (ClusterView.PoolOf(change.Entity) is { } pool) _wake(pool);
        }));

    /// <summary>Nodes report all the time; only what decisions see of them matters, and only to pools with a pod there.</summary>
    private void NodeChanged(EntityChange<V1Node> change)
    {
        ObservedNode? before = change.Before is null ? null : NodeReader.Read(change.Before);
        ObservedNode? after = change.After is null ? null : NodeReader.Read(change.After);
        if (before == after) return;
        string name = change.Entity.Metadata.Name;
        foreach (V1Pod pod in _cluster.Pods.List().Where(pod => pod.Spec?.NodeName == name))
        {
            if (ClusterView.PoolOf(pod) is { } pool) _wake(pool);
        }
    }
}
