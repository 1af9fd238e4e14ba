using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Observability;
using LotusSeal.KubeOps.Watcher;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Reconciliation;

/// <summary>Makes one pass over one object: looks at what is known of it now, and calls who is to act.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal sealed class Reconciler<TEntity>(
    EntityCache<TEntity> cache, EntityClient<TEntity> client, IEntityController<TEntity> controller, FinalizerRegistration<TEntity>? finalizer,
    ILogger logger)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly FinalizerList<TEntity> _finalizers = new(client);
    private readonly ConcurrentDictionary<ObjectKey, TEntity> _gone = new();

    /// <summary>Remembers an object that is gone, until a pass has told the controller.</summary>
    public void Gone(TEntity entity) => _gone[ObjectKey.Of(entity)] = entity;

    /// <summary>The pass.</summary>
    /// <returns>Null when there is nothing to do.</returns>
    public async Task<ReconciliationResult<TEntity>?> PassAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_gone.TryGetValue(key, out TEntity? gone))
        {
            ReconciliationResult<TEntity> told = await controller.DeletedAsync(gone, cancellationToken);
            if (!told.IsSuccess) return told;
            _gone.TryRemove(new KeyValuePair<ObjectKey, TEntity>(key, gone));
        }

        return cache.Get(key) switch
        {
            null => null,
            { Metadata.DeletionTimestamp: null } entity => await ReconcileAsync(entity, cancellationToken),
            { } entity when Holds(entity) => await FinalizeAsync(entity, cancellationToken),
            // It goes as soon as others let it.
            _ => null,
        };
    }

    /// <summary>Whether the object waits for our finalizer before it goes.</summary>
    private bool Holds(TEntity entity) => finalizer is not null && FinalizerList<TEntity>.Has(entity, finalizer.Identifier);

    private async Task<ReconciliationResult<TEntity>?> ReconcileAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (finalizer is null || Holds(entity)) return await controller.ReconcileAsync(entity, cancellationToken);
        // Before anything is made for the object: what is made must not outlive it. The watch brings the object back with it.
        TEntity? attached = await _finalizers.AttachAsync(entity, finalizer.Identifier, cancellationToken);
        return attached is { Metadata.DeletionTimestamp: null } ? await controller.ReconcileAsync(attached, cancellationToken) : null;
    }

    private async Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ReconciliationResult<TEntity> result = await finalizer!.Finalizer.FinalizeAsync(entity, cancellationToken);
        if (!result.IsSuccess || result.RequeueAfter is not null) return result;
        await _finalizers.DetachAsync(entity, finalizer.Identifier, cancellationToken);
        logger.FinalizerRemoved(finalizer.Identifier, client.Definition.Metadata.Kind, ObjectKey.Of(entity).ToString());
        return result;
    }
}
