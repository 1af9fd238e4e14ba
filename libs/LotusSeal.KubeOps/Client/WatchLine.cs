using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Client;

/// <summary>One line of a watch.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="ResourceVersion">From which to go on after this line.</param>
/// <param name="Entity">The object; null for a bookmark and for what does not fit the class.</param>
/// <param name="Unreadable">The object that does not fit the class.</param>
internal sealed record WatchLine<TEntity>(WatchLineType Type, string ResourceVersion, TEntity? Entity, UnreadableObject? Unreadable)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>;
