using LotusSeal.KubeOps.Client;
using Prometheus;

namespace LotusSeal.Operator.Host.Metrics;

/// <summary>The series of a counter or histogram that belong to pools: they go with their pool.</summary>
/// <param name="collector">Its first two labels are namespace and pool.</param>
internal sealed class PoolSeries<TChild>(Collector<TChild> collector) where TChild : ChildBase
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, HashSet<string[]>> _labels = [];

    /// <summary>The series of a pool with more labels.</summary>
    public TChild Of(ObjectKey pool, params string[] more)
    {
        string[] labels = [pool.Namespace ?? "", pool.Name, .. more];
        lock (_lock)
        {
            if (!_labels.TryGetValue(pool, out HashSet<string[]>? known)) _labels[pool] = known = new(LabelComparer.Instance);
            known.Add(labels);
            return collector.WithLabels(labels);
        }
    }

    /// <summary>The pool is gone.</summary>
    public void Remove(ObjectKey pool)
    {
        lock (_lock)
        {
            if (!_labels.Remove(pool, out HashSet<string[]>? known)) return;
            foreach (string[] labels in known) collector.RemoveLabelled(labels);
        }
    }

    private sealed class LabelComparer : IEqualityComparer<string[]>
    {
        public static LabelComparer Instance { get; } = new();

        public bool Equals(string[]? x, string[]? y) => x is not null && y is not null && x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] labels)
        {
            HashCode hash = default;
            foreach (string label in labels) hash.Add(label, StringComparer.Ordinal);
            return hash.ToHashCode();
        }
    }
}
