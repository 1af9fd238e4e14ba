namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>Length of a string, or of the strings in a list, in characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minLength, int maxLength) : Attribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;
}
