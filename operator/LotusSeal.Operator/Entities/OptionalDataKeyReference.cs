using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A key of a ConfigMap.</summary>
public sealed record OptionalDataKeyReference
{
    [Description("Name of the object.")]
    [Required, Pattern(Patterns.ObjectName), Length(1, 253)]
    public string Name { get; set; } = "";

    [Description("Key in the object.")]
    [Pattern(Patterns.DataKey), Length(1, 253)]
    public string Key { get; set; } = "ca.crt";
}
