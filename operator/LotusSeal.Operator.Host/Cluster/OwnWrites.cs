using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Watcher;

namespace LotusSeal.Operator.Host.Cluster;

/// <summary>
/// What a pass has written and the watches have not brought back yet. The next pass waits for it: one that decides from what was before would write
/// the same again.
/// </summary>
internal sealed class OwnWrites(TimeProvider time)
{
    /// <summary>After which a write is taken for seen: what was made may have been deleted by somebody while no watch told of it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ObjectKey, ConcurrentQueue<(Func<bool> IsSeen, long At)>> _writes = new();

    /// <summary>Remembers an answer of the API server.</summary>
    /// <param name="pool">For which pool.</param>
    /// <param name="cache">Where it will appear.</param>
    /// <param name="written">The object as it is now.</param>
    /// <param name="isNew">Whether it was made: then its absence does not mean that it has gone again.</param>
    public void Add<TEntity>(ObjectKey pool, EntityCache<TEntity> cache, TEntity written, bool isNew = false)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectKey key = ObjectKey.Of(written);
        Add(pool, () => cache.HasTold(written) || (!isNew && cache.Get(key) is null));
    }

    /// <summary>Remembers that an object was deleted: a pass that still finds it as it was would do and tell that once more.</summary>
    /// <param name="pool">For which pool.</param>
    /// <param name="cache">Where it will end.</param>
    /// <param name="key">The object.</param>
    /// <param name="uid">Which one of this name.</param>
    /// <param name="isAtOnce">Whether it goes without grace: that it is ending is told before, and is not all.</param>
    public void AddDeleted<TEntity>(ObjectKey pool, EntityCache<TEntity> cache, ObjectKey key, string uid, bool isAtOnce = false)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        Add(pool, () => cache.Get(key)?.Metadata is not { } there || there.Uid != uid || (!isAtOnce && there.DeletionTimestamp is not null));

    /// <summary>Whether everything that was written for a pool has been seen.</summary>
    public bool AreSeen(ObjectKey pool)
    {
        if (!_writes.TryGetValue(pool, out ConcurrentQueue<(Func<bool> IsSeen, long At)>? waiting)) return true;
        while (waiting.TryPeek(out (Func<bool> IsSeen, long At) first))
        {
            if (!first.IsSeen() && time.GetElapsedTime(first.At) < Longest) return false;
            waiting.TryDequeue(out _);
        }

        return true;
    }

    /// <summary>The pool is gone.</summary>
    public void Forget(ObjectKey pool) => _writes.TryRemove(pool, out _);

    private void Add(ObjectKey pool, Func<bool> isSeen) => _writes.GetOrAdd(pool, _ => new()).Enqueue((isSeen, time.GetTimestamp()));
}
