using k8s;
using k8s.Models;
using KubeOps.Abstractions.Reconciliation.Finalizer;

namespace LotusSeal.KubeOps.Reconciliation;

/// <summary>A finalizer and the name under which objects carry it.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="Identifier">With a domain: <c>lotusseal.io/drain</c>.</param>
/// <param name="Finalizer">What must be done.</param>
public sealed record FinalizerRegistration<TEntity>(string Identifier, IEntityFinalizer<TEntity> Finalizer)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
