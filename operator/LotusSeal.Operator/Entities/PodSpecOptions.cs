using System.ComponentModel;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>What else the pods of a pool get.</summary>
public sealed record PodSpecOptions
{
    [Description("Labels; those of lotusseal.io and app.kubernetes.io are the operator's.")]
    [Items(0, 32), Length(0, 63)]
    public IDictionary<string, string>? Labels { get; set; }

    [Description("Annotations; those of lotusseal.io are the operator's.")]
    [Items(0, 32), Length(0, 16384)]
    public IDictionary<string, string>? Annotations { get; set; }

    [Description("Labels that the node has.")]
    [Items(0, 32), Length(0, 63)]
    public IDictionary<string, string>? NodeSelector { get; set; }

    [Description("Taints of nodes that the pods tolerate, as in a pod.")]
    [Items(0, 32), PreserveUnknownFields]
    public IList<JsonObject>? Tolerations { get; set; }

    [Description("Rules about nodes and other pods, as in a pod.")]
    [PreserveUnknownFields]
    public JsonObject? Affinity { get; set; }

    [Description("How pods spread over nodes and zones, as in a pod.")]
    [Items(0, 8), PreserveUnknownFields]
    public IList<JsonObject>? TopologySpreadConstraints { get; set; }

    [Description("Priority class.")]
    [Pattern(Patterns.ObjectName), Length(1, 253)]
    public string? PriorityClassName { get; set; }

    [Description("Runtime class.")]
    [Pattern(Patterns.ObjectName), Length(1, 253)]
    public string? RuntimeClassName { get; set; }

    [Description("Service account; its token is not mounted.")]
    [Pattern(Patterns.ObjectName), Length(1, 253)]
    public string? ServiceAccountName { get; set; }

    [Description("Secrets of this namespace that images are pulled with.")]
    [Items(0, 8), ListMapKey("name")]
    public IList<NameReference>? ImagePullSecrets { get; set; }

    [Description("Environment variables; those that the operator sets cannot be set here.")]
    [Items(0, 64), ListMapKey("name")]
    public IList<VariableSpec>? Env { get; set; }

    [Description("How long a pod may take to end after its deletion; without it drain.timeout and ten minutes. The operator deletes "
        + "drained pods only.")]
    [RangeMinimum(30), RangeMaximum(604800)]
    public long? TerminationGracePeriodSeconds { get; set; }
}
