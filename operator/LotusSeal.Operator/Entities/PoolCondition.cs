using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>One condition of a pool.</summary>
public sealed record PoolCondition
{
    [Description("Kind of condition.")]
    [Required]
    public string Type { get; set; } = "";

    [Description("True, False or Unknown.")]
    [Required, Pattern("^(True|False|Unknown)$")]
    public string Status { get; set; } = "";

    [Description("Reason in one word.")]
    [Required, Length(1, 64)]
    public string Reason { get; set; } = "";

    [Description("The reason in plain words.")]
    [Required, Length(1, 4096)]
    public string Message { get; set; } = "";

    [Description("When the status became what it is.")]
    [Required]
    public string LastTransitionTime { get; set; } = "";

    [Description("The generation of the specification that this is about.")]
    public long? ObservedGeneration { get; set; }
}
