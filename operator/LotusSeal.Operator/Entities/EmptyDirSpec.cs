using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A volume that ends with the pod.</summary>
public sealed record EmptyDirSpec
{
    [Description("Most bytes in it.")]
    [Pattern(Patterns.PositiveQuantity), Length(1, 32)]
    public string? SizeLimit { get; set; }
}
