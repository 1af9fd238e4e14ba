using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Reconciliation;

/// <summary>Puts our finalizer on objects and takes it off. Those of others stay: a list that changed meanwhile is read anew.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal sealed class FinalizerList<TEntity>(EntityClient<TEntity> client) where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    // Each try begins with what is there; somebody who changes the object faster than this is an error to show.
    private const int Tries = 5;

    /// <summary>Whether an object carries a finalizer.</summary>
    public static bool Has(TEntity entity, string identifier) => entity.Metadata.Finalizers?.Contains(identifier) == true;

    /// <summary>Puts it on. One that is being deleted takes none.</summary>
    /// <returns>The object as it is then; null when it is gone.</returns>
    public Task<TEntity?> AttachAsync(TEntity entity, string identifier, CancellationToken cancellationToken) => ChangeAsync(entity,
        there => there.Metadata.DeletionTimestamp is not null || Has(there, identifier) ? null : [.. there.Metadata.Finalizers ?? [], identifier],
        cancellationToken);

    /// <summary>Takes it off.</summary>
    /// <returns>The object as it is then; null when it is gone.</returns>
    public Task<TEntity?> DetachAsync(TEntity entity, string identifier, CancellationToken cancellationToken) => ChangeAsync(entity,
        there => Has(there, identifier) ? [.. there.Metadata.Finalizers.Where(name => name != identifier)] : null, cancellationToken);

    private async Task<TEntity?> ChangeAsync(TEntity entity, Func<TEntity, string[]?> wanted, CancellationToken cancellationToken)
    {
        ObjectKey key = ObjectKey.Of(entity);
        TEntity? there = entity;
        for (int left = Tries; ; left--)
        {
            if (there is null || there.Metadata.Uid != entity.Metadata.Uid) return null;
            if (wanted(there) is not { } finalizers) return there;
            try
            {
                return await client.MergePatchAsync(key, Patch(there, finalizers), null, cancellationToken);
            }
            catch (KubernetesApiException error) when (error.IsNotFound)
            {
                return null;
            }
            catch (KubernetesApiException error) when (error.IsConflict && left > 1)
            {
                there = await client.GetAsync(key, cancellationToken);
            }
        }
    }

    /// <summary>A list of finalizers that is taken only if the object is still this one, as it was.</summary>
    private static JsonObject Patch(TEntity there, string[] finalizers) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = there.Metadata.Uid,
            ["resourceVersion"] = there.Metadata.ResourceVersion,
            ["finalizers"] = new JsonArray([.. finalizers.Select(name => (JsonNode)name)]),
        },
    };
}
