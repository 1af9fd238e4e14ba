using System.Net;
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

    /// <summary>
    /// What to do so that a pool has what it should and nothing that it wants no more; each by itself, so that one that fails keeps no other.
    /// </summary>
    /// <exception cref="KubernetesApiException">Of a step: the API server refused it.</exception>
    /// <exception cref="ForeignObjectException">Of a step: there is one of that name that is not the pool's.</exception>
    public IEnumerable<Func<Task>> Steps(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        bool hasNames = pool.Spec.Network.Mode == NetworkMode.PodDns, hasPolicy = pool.Spec.Network.Policy == NetworkPolicyMode.Managed;
        yield return () => EnsureAsync(pool, clients.Services, cluster.Services, hasNames ? PoolObjects.Service(pool) : null, cancellationToken);
        if (cluster.Budgets is { } budgets)
            yield return () => EnsureAsync(pool, clients.Budgets, budgets, PoolObjects.Budget(pool), cancellationToken);
        yield return () => EnsureAsync(
            pool, clients.Policies, cluster.Policies, hasPolicy ? PoolNetworkPolicy.Render(pool, settings) : null, cancellationToken);
    }

    private async Task EnsureAsync<TEntity>(
        V1Alpha1SealWorker pool, EntityClient<TEntity> client, EntityCache<TEntity> cache, TEntity? wanted, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKey key = new(pool.Metadata.NamespaceProperty, PoolNames.Shared(pool.Metadata.Name));
        TEntity? there = cache.Get(key);
        bool isOurs = there?.Metadata.OwnerReferences?.Any(owner => owner.Uid == pool.Metadata.Uid) == true;
        if (wanted is null)
        {
            if (isOurs) await client.DeleteAsync(key, new DeleteConditions(there!.Metadata.Uid), cancellationToken);
            return;
        }

        byte[] body = ApplyBody.Of(client.Definition, wanted);
        if (there is not null && Differs(client, body, there) is null) return;
        TEntity written = await ApplyAsync(client, key, body, isOurs, cancellationToken);
        writes.Add(ObjectKey.Of(pool), cache, written, isNew: there is null);
    }

    /// <summary>
    /// Fields are taken from others only in what is the pool's. Somebody else's object of that name has fields of theirs, which the API server then
    /// names: a pool that is called like a miner's Service must not take it over.
    /// </summary>
    private static async Task<TEntity> ApplyAsync<TEntity>(
        EntityClient<TEntity> client, ObjectKey key, byte[] body, bool isOurs, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            TEntity written = await client.ApplyAsync(key, body, FieldManager, force: isOurs, cancellationToken);
            if (!isOurs || Differs(client, body, written) is null) return written;
        }
        catch (KubernetesApiException error) when (error.IsConflict && !isOurs)
        {
            throw new ForeignObjectException($"{client.Definition.Metadata.Kind} {key} belongs to somebody else: {error.Message}");
        }
        catch (KubernetesApiException error) when (isOurs && error.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            // What somebody has added does not go together with what is wanted.
        }

        // An apply takes away nothing that others have added to a list; this sets the lists as they are wanted.
        JsonObject spec = new() { ["spec"] = JsonNode.Parse(body)!["spec"]!.DeepClone() };
        return await client.MergePatchAsync(key, spec, null, cancellationToken);
    }

    private static string? Differs<TEntity>(EntityClient<TEntity> client, byte[] wanted, TEntity there)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        JsonDifference.FirstDifference(JsonNode.Parse(wanted), JsonNode.Parse(ApplyBody.Of(client.Definition, there)));
}
