using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A folder of the node.</summary>
public sealed record HostPathSpec
{
    [Description("Absolute path of a folder that is there.")]
    [Required, Pattern(Patterns.AbsolutePath), Length(2, 512)]
    public string Path { get; set; } = "";
}
