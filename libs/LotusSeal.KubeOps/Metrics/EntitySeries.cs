using LotusSeal.KubeOps.Client;
using Prometheus;

namespace LotusSeal.KubeOps.Metrics;

/// <summary>
/// The series of one gauge that belong to objects: those of an object are always the ones that were set last for it, and none when it is gone. A
/// dashboard never shows what was deleted.
/// </summary>
/// <param name="gauge">Its first two labels are namespace and name of the object.</param>
public sealed class EntitySeries(Gauge gauge)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, HashSet<string>> _series = [];
    private readonly Dictionary<string, string[]> _labels = [];

    /// <summary>Replaces the series of an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="values">Values of the labels after the first two, and the number.</param>
    public void Replace(ObjectKey key, IEnumerable<(string[] Labels, double Value)> values)
    {
        lock (_lock)
        {
            HashSet<string> before = _series.GetValueOrDefault(key) ?? [];
            HashSet<string> now = [];
            foreach ((string[] more, double value) in values)
            {
                string[] labels = [key.Namespace ?? "", key.Name, .. more];
                string name = string.Join('\u0001', labels);
                gauge.WithLabels(labels).Set(value);
                _labels[name] = labels;
                now.Add(name);
            }

            Unpublish(before.Except(now));
            if (now.Count == 0) _series.Remove(key);
            else _series[key] = now;
        }
    }

    /// <summary>The object is gone, and so are its series.</summary>
    public void Remove(ObjectKey key) => Replace(key, []);

    /// <summary>Nothing is known of any object any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Unpublish(_labels.Keys.ToArray());
            _series.Clear();
        }
    }

    private void Unpublish(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (_labels.Remove(name, out string[]? labels)) gauge.RemoveLabelled(labels);
        }
    }
}
