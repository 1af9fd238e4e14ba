using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Watcher;

/// <summary>What happened to an object, as the cache saw it.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="Before">As it was; null when it is new.</param>
/// <param name="After">As it is; null when it is gone.</param>
public sealed record EntityChange<TEntity>(TEntity? Before, TEntity? After) where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>As it is, or as it was last.</summary>
    public TEntity Entity => After ?? Before!;
}
