using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A volume that workers share.</summary>
[ExactlyOneOf("existingClaim", "hostPath", "emptyDir")]
public sealed record SharedStorage
{
    [Description("A claim of this namespace.")]
    [Pattern(Patterns.ObjectName), Length(1, 253)]
    public string? ExistingClaim { get; set; }

    [Description("A folder of the node.")]
    public HostPathSpec? HostPath { get; set; }

    [Description("A volume that ends with the pod.")]
    public EmptyDirSpec? EmptyDir { get; set; }

    [Description("Mounts it without write access; nothing is fetched into it then.")]
    public bool ReadOnly { get; set; } = false;
}
