namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>Smallest value of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(long minimum) : Attribute
{
    public long Minimum { get; } = minimum;
}
