using k8s.Models;

namespace LotusSeal.Operator.Observed;

/// <summary>Reads what decisions need from a node.</summary>
public static class NodeReader
{
    private const string OutOfServiceTaint = "node.kubernetes.io/out-of-service", ReadyType = "Ready", TrueStatus = "True", FalseStatus = "False";

    /// <summary>The label by which NVIDIA's operator says how far the upgrade of a node's driver is.</summary>
    private const string DriverUpgradeLabel = "nvidia.com/gpu-driver-upgrade-state";

    /// <summary>From here on it evicts pods, whether the node is cordoned yet or not.</summary>
    private static readonly string[] UpgradeStates = ["cordon-required", "wait-for-jobs-required", "pod-deletion-required", "drain-required"];

    /// <summary>The node as decisions see it.</summary>
    public static ObservedNode Read(V1Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        V1NodeCondition? ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == ReadyType);
        bool upgrades = node.Metadata.Labels is { } labels
            && labels.TryGetValue(DriverUpgradeLabel, out string? state) && UpgradeStates.Contains(state);
        return new ObservedNode(
            IsCordoned: upgrades || node.Spec?.Unschedulable == true,
            IsOutOfService: node.Spec?.Taints?.Any(taint => taint.Key == OutOfServiceTaint) == true,
            // A node that says that it is not ready still speaks, and so do its pods.
            SilentSince: ready is { Status: not (TrueStatus or FalseStatus), LastTransitionTime: { } since } ? new DateTimeOffset(since) : null);
    }
}
