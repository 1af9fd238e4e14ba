namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>What is below is kept as it is; whoever uses it checks it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
