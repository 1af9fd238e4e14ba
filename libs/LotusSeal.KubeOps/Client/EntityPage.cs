using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Client;

/// <summary>One page of a list.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="Items">The objects that fit the class.</param>
/// <param name="Unreadable">The objects that do not: they are there, but nothing can be done with them.</param>
/// <param name="ResourceVersion">From which to watch; the same on every page.</param>
/// <param name="Continue">Asks for the next page; null on the last one.</param>
internal sealed record EntityPage<TEntity>(
    IReadOnlyList<TEntity> Items, IReadOnlyList<UnreadableObject> Unreadable, string ResourceVersion, string? Continue)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;

/// <summary>An object that does not fit its class.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Problem">Where it does not fit.</param>
internal sealed record UnreadableObject(ObjectKey Key, string Problem);
