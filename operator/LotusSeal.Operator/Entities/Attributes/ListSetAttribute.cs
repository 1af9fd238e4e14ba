namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>No entry of a list is there twice (<c>x-kubernetes-list-type: set</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListSetAttribute : Attribute;
