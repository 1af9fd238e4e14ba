namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>Groups of kinds that kubectl takes for a kind.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityCategoriesAttribute(params string[] categories) : Attribute
{
    public IReadOnlyList<string> Categories { get; } = categories;
}
