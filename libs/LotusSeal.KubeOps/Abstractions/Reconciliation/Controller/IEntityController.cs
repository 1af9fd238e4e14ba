using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Reconciliation.Controller;

/// <summary>Brings one object from what it is to what it should be; the shape of KubeOps.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public interface IEntityController<TEntity> where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Looks at an object that is not being deleted. Called for one object never twice at a time.</summary>
    /// <param name="entity">From the cache, shared with others: not to be changed.</param>
    /// <param name="cancellationToken">Ends the pass when the process stops or no longer leads.</param>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>The object is gone. Not called for objects that went while no operator ran: what must happen for each needs a finalizer.</summary>
    /// <param name="entity">As it was last seen.</param>
    /// <param name="cancellationToken">Ends the pass when the process stops or no longer leads.</param>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
