using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>The sealing volume of a worker.</summary>
[ExactlyOneOf("claim", "hostPath", "emptyDir")]
public sealed record SealingStorage
{
    [Description("A claim of its own for each worker, named after its pod.")]
    public ClaimSpec? Claim { get; set; }

    [Description("A folder of the node; each worker gets a folder of its own in it. A worker comes back to the node of its folder until its "
        + "sectors have left it or the node is deleted.")]
    public HostPathSpec? HostPath { get; set; }

    [Description("A volume that ends with the pod: sectors have to leave before.")]
    public EmptyDirSpec? EmptyDir { get; set; }

    [Description("Whether a claim stays when its worker goes for good. Delete needs a drain that evacuated the sectors.")]
    public RetainPolicy Retain { get; set; } = RetainPolicy.Retain;

    [Description("Preference of the miner among paths, set when the path is made.")]
    [RangeMinimum(0), RangeMaximum(1000000)]
    public int Weight { get; set; } = 10;

    [Description("Most bytes that sectors may take, set when the path is made.")]
    [Pattern(Patterns.PositiveQuantity), Length(1, 32)]
    public string? MaxBytes { get; set; }
}
