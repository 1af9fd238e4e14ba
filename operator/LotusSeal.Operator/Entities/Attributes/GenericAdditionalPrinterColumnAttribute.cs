namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>A column of <c>kubectl get</c>, in the order in which they stand.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    public string JsonPath { get; } = jsonPath;

    public string Name { get; } = name;

    /// <summary>integer, string or date.</summary>
    public string Type { get; } = type;

    public string? Description { get; init; }

    /// <summary>0 for the normal view, 1 for <c>-o wide</c>.</summary>
    public int Priority { get; init; }
}
