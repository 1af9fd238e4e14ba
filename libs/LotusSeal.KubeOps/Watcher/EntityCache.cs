using System.Globalization;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Watcher;

/// <summary>
/// The objects of one kind as the API server last told. What it gives is shared and not to be changed. An object that was deleted and made again
/// under its name, even while nobody watched, is two changes: gone, then new.
/// </summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public sealed class EntityCache<TEntity> where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, TEntity> _entities = [];
    private readonly List<EntityIndex<TEntity>> _indexes = [];
    private readonly List<Action<EntityChange<TEntity>>> _subscribers = [];
    private readonly Dictionary<string, ulong> _versions = [];
    private readonly HashSet<string> _waitingFor;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="namespaces">The namespaces whose lists make the cache whole; none for one list of all.</param>
    public EntityCache(IReadOnlyCollection<string> namespaces) => _waitingFor = namespaces.Count == 0 ? [""] : [.. namespaces];

    /// <summary>Completes when everything has been listed once. Before that, absence means nothing.</summary>
    public Task Synced => _synced.Task;

    /// <summary>How many objects there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _entities.Count;
        }
    }

    /// <summary>One object.</summary>
    public TEntity? Get(ObjectKey key)
    {
        lock (_lock) return _entities.GetValueOrDefault(key);
    }

    /// <summary>
    /// Whether a version of an object has been told, which a later one may have replaced, or its end: versions of a kind count upwards, and a watch
    /// tells in their order. After a break what has gone meanwhile is not known to have been there.
    /// </summary>
    /// <param name="written">As the API server answered who wrote it.</param>
    public bool HasTold(TEntity written)
    {
        ulong version = Version(written);
        lock (_lock) return _versions.GetValueOrDefault(written.Metadata.NamespaceProperty ?? "") >= version;
    }

    /// <summary>All objects, in no order.</summary>
    public IReadOnlyList<TEntity> List()
    {
        lock (_lock) return [.. _entities.Values];
    }

    /// <summary>Keeps objects findable by something of theirs, such as the id of their owner.</summary>
    /// <param name="keysOf">The values that an object is found by.</param>
    public EntityIndex<TEntity> AddIndex(Func<TEntity, IEnumerable<string>> keysOf)
    {
        lock (_lock)
        {
            EntityIndex<TEntity> index = new(keysOf, _lock);
            foreach ((ObjectKey key, TEntity entity) in _entities) index.Replace(key, null, entity);
            _indexes.Add(index);
            return index;
        }
    }

    /// <summary>Tells about each object that is there, and then about each change, in order and one at a time.</summary>
    /// <param name="told">Must be quick and must not throw: put a key into a queue.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Subscribe(Action<EntityChange<TEntity>> told)
    {
        lock (_lock)
        {
            foreach (TEntity entity in _entities.Values) told(new EntityChange<TEntity>(null, entity));
            _subscribers.Add(told);
            return new Subscription(this, told);
        }
    }

    /// <summary>Takes a whole list of one namespace: what is not in it is gone.</summary>
    /// <param name="ns">The namespace; null for all.</param>
    /// <param name="entities">What is there.</param>
    /// <param name="unreadable">What is there too, but cannot be read: it stays as it was known.</param>
    internal void Replace(string? ns, IReadOnlyCollection<TEntity> entities, IReadOnlyCollection<ObjectKey> unreadable)
    {
        lock (_lock)
        {
            HashSet<ObjectKey> there = [.. entities.Select(entity => ObjectKey.Of(entity)), .. unreadable];
            ObjectKey[] gone = [.. _entities.Keys.Where(key => (ns is null || key.Namespace == ns) && !there.Contains(key))];
            foreach (ObjectKey key in gone) Take(key, null);
            foreach (TEntity entity in entities) Tell(entity);
            if (_waitingFor.Remove(ns ?? "") && _waitingFor.Count == 0) _synced.TrySetResult();
        }
    }

    /// <summary>Takes one object as it is now.</summary>
    internal void Set(TEntity entity)
    {
        lock (_lock) Tell(entity);
    }

    /// <summary>Takes an object away.</summary>
    /// <param name="last">As it was when it went.</param>
    internal void Remove(TEntity last)
    {
        lock (_lock)
        {
            Note(last);
            Take(ObjectKey.Of(last), null, last);
        }
    }

    /// <summary>Takes an object away of which only the name is known.</summary>
    internal void Remove(ObjectKey key)
    {
        lock (_lock) Take(key, null);
    }

    private void Tell(TEntity entity)
    {
        Note(entity);
        Take(ObjectKey.Of(entity), entity);
    }

    private void Note(TEntity entity)
    {
        string ns = entity.Metadata.NamespaceProperty ?? "";
        _versions[ns] = Math.Max(_versions.GetValueOrDefault(ns), Version(entity));
    }

    /// <summary>What is no number has always been told.</summary>
    private static ulong Version(TEntity entity) =>
        ulong.TryParse(entity.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out ulong version) ? version : 0;

    private void Take(ObjectKey key, TEntity? after, TEntity? last = null)
    {
        TEntity? before = _entities.GetValueOrDefault(key);
        if (before is null && after is null) return;
        // A list after a break brings everything again.
        if (before is not null && after is not null && before.Metadata.Uid == after.Metadata.Uid)
        {
            if (before.Metadata.ResourceVersion == after.Metadata.ResourceVersion) return;
        }
        else if (before is not null && after is not null)
        {
            Take(key, null);
            before = null;
        }

        foreach (EntityIndex<TEntity> index in _indexes) index.Replace(key, before, after);
        if (after is null) _entities.Remove(key);
        else _entities[key] = after;
        EntityChange<TEntity> change = new(after is null ? last ?? before : before, after);
        foreach (Action<EntityChange<TEntity>> told in _subscribers) told(change);
    }

    private sealed class Subscription(EntityCache<TEntity> cache, Action<EntityChange<TEntity>> told) : IDisposable
    {
        public void Dispose()
        {
            lock (cache._lock) cache._subscribers.Remove(told);
        }
    }
}
