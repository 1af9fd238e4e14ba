namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>Of some fields of an object exactly one is there (<c>oneOf</c>).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactlyOneOfAttribute(params string[] fields) : Attribute
{
    /// <summary>Names of the fields in JSON.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;
}
