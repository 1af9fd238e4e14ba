using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>
/// Binds places to nodes. The folder of a node holds the sectors of a worker: its next pod has to come back there, until a drain has seen that no
/// sector is left, its worker is given up, or the node is gone for good.
/// </summary>
internal sealed class PlaceBinding
{
    private readonly IReadOnlyDictionary<int, string> _stored;
    private readonly Dictionary<int, string> _bound;

    /// <summary>The binding of a pool whose workers seal in folders of their nodes; of another one it is empty.</summary>
    public PlaceBinding(PoolObservation seen)
    {
        bool binds = seen.Pool.Spec.Storage.Sealing is { HostPath: not null };
        _stored = binds ? PlaceNodes.Read(seen.Pool) : new Dictionary<int, string>();
        _bound = new Dictionary<int, string>(_stored);
        if (!binds) return;
        foreach (int ordinal in _stored.Keys.Where(ordinal => seen.IsGone(_stored[ordinal]))) _bound.Remove(ordinal);
        foreach (ObservedPod pod in seen.Pods)
        {
            bool isGivenUp = pod.Drain is { GoesForGood: true } && DrainRules.IsGivenUp(seen, pod);
            if (pod.IsEvacuated || isGivenUp) _bound.Remove(pod.Ordinal);
            else if (pod.Node is { } node && !pod.NeverRegistered && !seen.IsGone(node)) _bound[pod.Ordinal] = node;
        }
    }

    /// <summary>Ordinals of bound places.</summary>
    public IEnumerable<int> Ordinals => _bound.Keys;

    /// <summary>What has to be written; null when it is written.</summary>
    public BindPlaces? Action => PlaceNodes.Text(_bound) is var text && text != PlaceNodes.Text(_stored) ? new BindPlaces(text) : null;

    /// <summary>The node where the pod of an ordinal has to run; null when it may run anywhere.</summary>
    public string? NodeOf(int ordinal) => _bound.GetValueOrDefault(ordinal);

    /// <summary>Whether a pod must not go yet: where it was is not written down.</summary>
    public bool Holds(int ordinal) => _bound.GetValueOrDefault(ordinal) != _stored.GetValueOrDefault(ordinal) && _bound.ContainsKey(ordinal);
}
