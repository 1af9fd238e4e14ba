using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Host.Control;

/// <summary>Keeps what a pool has beside its pods: Service, disruption budget and network policy. What is right already is not written.</summary>
internal sealed class PoolBelongings(ClusterClients clients, ClusterView cluster, OwnWrites writes, OperatorSettings settings)
{
    /// <summary>Under which the API server notes whose fields are whose.</summary>
    public const string FieldManager = PoolLabels.ManagedByValue;

    /// <summary>Makes and mends what should be there, and takes away what the pool wants no more.</summary>
    public async Task EnsureAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        bool hasNames = pool.Spec.Network.Mode == NetworkMode.PodDns, hasPolicy = pool.Spec.Network.Policy == NetworkPolicyMode.Managed;
        await EnsureAsync(pool, clients.Services, cluster.Services, hasNames ? PoolObjects.Service(pool) : null, cancellationToken);
        if (cluster.Budgets is { } budgets) await EnsureAsync(pool, clients.Budgets, budgets, PoolObjects.Budget(pool), cancellationToken);
        V1NetworkPolicy? policy = hasPolicy ? PoolNetworkPolicy.Render(pool, settings) : null;
        await EnsureAsync(pool, clients.Policies, cluster.Policies, policy, cancellationToken);
    }

    private async Task EnsureAsync<TEntity>(
        V1Alpha1SealWorker pool, EntityClient<TEntity> client, EntityCache<TEntity> cache, TEntity? wanted, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKey key = new(pool.Metadata.NamespaceProperty, PoolNames.Shared(pool.Metadata.Name));
        TEntity? there = cache.Get(key);
        if (wanted is null)
        {
            bool isOurs = there?.Metadata.OwnerReferences?.Any(owner => owner.Uid == pool.Metadata.Uid) == true;
            if (isOurs) await client.DeleteAsync(key, new DeleteConditions(there!.Metadata.Uid), cancellationToken);
            return;
        }

        byte[] body = ApplyBody.Of(client.Definition, wanted);
        if (there is not null && JsonDifference.FirstDifference(JsonNode.Parse(body), JsonNode.Parse(ApplyBody.Of(client.Definition, there))) is null)
            return;
        TEntity written = await client.ApplyAsync(key, body, FieldManager, force: true, cancellationToken);
        writes.Add(ObjectKey.Of(pool), cache, written, isNew: there is null);
    }
}
