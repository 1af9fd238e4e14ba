using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>An environment variable.</summary>
public sealed record VariableSpec
{
    [Description("Name of the variable.")]
    [Required, Pattern(Patterns.VariableName), Length(1, 128)]
    public string Name { get; set; } = "";

    [Description("Its value.")]
    [Length(0, 4096)]
    public string Value { get; set; } = "";
}
