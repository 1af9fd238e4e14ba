namespace LotusSeal.Operator.Entities.Attributes;

/// <summary>Entries of a list are known by the value of one field, which is there once (<c>x-kubernetes-list-type: map</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeyAttribute(string key) : Attribute
{
    /// <summary>Name of the field in JSON.</summary>
    public string Key { get; } = key;
}
