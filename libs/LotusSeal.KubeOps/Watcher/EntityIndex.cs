using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Watcher;

/// <summary>Finds the objects of a cache by something of theirs.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public sealed class EntityIndex<TEntity> where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Func<TEntity, IEnumerable<string>> _keysOf;
    private readonly Lock _lock;
    private readonly Dictionary<string, Dictionary<ObjectKey, TEntity>> _entities = [];

    /// <param name="keysOf">The values that an object is found by.</param>
    /// <param name="cacheLock">The cache's: index and cache change together.</param>
    internal EntityIndex(Func<TEntity, IEnumerable<string>> keysOf, Lock cacheLock)
    {
        _keysOf = keysOf;
        _lock = cacheLock;
    }

    /// <summary>The objects with this value, ordered by name.</summary>
    public IReadOnlyList<TEntity> Get(string value)
    {
        lock (_lock)
        {
            return _entities.TryGetValue(value, out Dictionary<ObjectKey, TEntity>? found)
                ? [.. found.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair => pair.Value)] : [];
        }
    }

    internal void Replace(ObjectKey key, TEntity? before, TEntity? after)
    {
        foreach (string value in before is null ? [] : _keysOf(before).Distinct())
        {
            if (!_entities.TryGetValue(value, out Dictionary<ObjectKey, TEntity>? found)) continue;
            found.Remove(key);
            if (found.Count == 0) _entities.Remove(value);
        }

        foreach (string value in after is null ? [] : _keysOf(after).Distinct())
        {
            if (!_entities.TryGetValue(value, out Dictionary<ObjectKey, TEntity>? found)) _entities[value] = found = [];
            found[key] = after!;
        }
    }
}
