namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>Strings of a field match this expression (RE2, as the API server reads it).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}
