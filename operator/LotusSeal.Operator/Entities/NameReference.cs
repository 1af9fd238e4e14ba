using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>The name of an object in this namespace.</summary>
public sealed record NameReference
{
    [Description("Name of the object.")]
    [Required, Pattern(Patterns.ObjectName), Length(1, 253)]
    public string Name { get; set; } = "";
}
