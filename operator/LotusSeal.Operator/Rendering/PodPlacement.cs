using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Rendering;

/// <summary>Where a worker pod may run: what the user says, with the nodes that have the GPUs.</summary>
internal static class PodPlacement
{
    private const string ProductLabel = "nvidia.com/gpu.product", NoExecute = "NoExecute";

    /// <summary>
    /// Taints of a node that does not report. Without a toleration Kubernetes deletes its pods after 5 min, and their tasks end when it is back.
    /// </summary>
    private static readonly string[] SilentTaints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    /// <summary>
    /// The user's affinity; every alternative in it is narrowed to nodes with one of the products, and to the one node where a folder is.
    /// </summary>
    public static V1Affinity? Affinity(SealWorkerSpec spec, string? node)
    {
        V1Affinity? given = spec.Pod.Affinity is { } affinity ? Read<V1Affinity>(affinity) : null;
        V1NodeSelectorRequirement[] products = spec.Gpu is { Count: > 0, Products: { Count: > 0 } names }
            ? [new() { Key = ProductLabel, OperatorProperty = "In", Values = [.. names.Order(StringComparer.Ordinal)] }] : [];
        V1NodeSelectorRequirement[] nodes = node is null ? [] : [new() { Key = "metadata.name", OperatorProperty = "In", Values = [node] }];
        if (products.Length + nodes.Length == 0) return given;
        IList<V1NodeSelectorTerm> terms = given?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? [new()];
        V1NodeSelector narrowed = new() { NodeSelectorTerms = [.. terms.Select(term => Narrowed(term, products, nodes))] };
        return (given ?? new()) with
        {
            NodeAffinity = (given?.NodeAffinity ?? new()) with { RequiredDuringSchedulingIgnoredDuringExecution = narrowed },
        };
    }

    private static V1NodeSelectorTerm Narrowed(V1NodeSelectorTerm term, V1NodeSelectorRequirement[] products, V1NodeSelectorRequirement[] nodes) =>
        term with
        {
            MatchExpressions = products.Length == 0 ? term.MatchExpressions : [.. term.MatchExpressions ?? [], .. products],
            MatchFields = nodes.Length == 0 ? term.MatchFields : [.. term.MatchFields ?? [], .. nodes],
        };

    /// <summary>
    /// The user's tolerations, that of the taint which keeps other pods off nodes with GPUs, and those of a silent node: whether its workers are
    /// lost is for the operator and people to say.
    /// </summary>
    public static List<V1Toleration> Tolerations(SealWorkerSpec spec)
    {
        List<V1Toleration> tolerations = [.. (spec.Pod.Tolerations ?? []).Select(Read<V1Toleration>)];
        string taint = spec.Gpu.ResourceName.Split('/')[0] + "/gpu";
        if (spec.Gpu.Count > 0 && !tolerations.Any(toleration => toleration.Key == taint))
            tolerations.Add(new() { Key = taint, OperatorProperty = "Exists", Effect = "NoSchedule" });
        foreach (string silent in SilentTaints.Where(silent => !tolerations.Any(toleration => toleration.Key == silent)))
            tolerations.Add(new() { Key = silent, OperatorProperty = "Exists", Effect = NoExecute });
        return tolerations;
    }

    /// <summary>The user's rules, or pods of a pool on different nodes where that is possible.</summary>
    public static List<V1TopologySpreadConstraint> Spread(WorkerPodContext context) =>
        context.Spec.Pod.TopologySpreadConstraints is { Count: > 0 } given
            ? [.. given.Select(Read<V1TopologySpreadConstraint>)]
            :
            [
                new()
                {
                    MaxSkew = 1,
                    TopologyKey = "kubernetes.io/hostname",
                    WhenUnsatisfiable = "ScheduleAnyway",
                    LabelSelector = new() { MatchLabels = PoolLabels.Selector(context.PoolName) },
                },
            ];

    private static T Read<T>(JsonObject given) => KubernetesJson.Deserialize<T>(given.ToJsonString());
}
