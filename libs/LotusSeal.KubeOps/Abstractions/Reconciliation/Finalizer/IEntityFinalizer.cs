using k8s;
using k8s.Models;

namespace KubeOps.Abstractions.Reconciliation.Finalizer;

/// <summary>What must be done before an object may go; the shape of KubeOps.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public interface IEntityFinalizer<TEntity> where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>
    /// Looks at an object whose deletion was asked for. A success without <see cref="ReconciliationResult{TEntity}.RequeueAfter"/> lets the object
    /// go; with one there is still something to wait for.
    /// </summary>
    /// <param name="entity">From the cache, shared with others: not to be changed.</param>
    /// <param name="cancellationToken">Ends the pass when the process stops or no longer leads.</param>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
