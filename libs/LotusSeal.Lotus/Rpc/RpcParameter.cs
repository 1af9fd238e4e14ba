using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>One positional parameter.</summary>
public abstract class RpcParameter
{
    private protected RpcParameter(string name, Type type) => (Name, Type) = (name, type);

    internal string Name { get; }

    internal Type Type { get; }

    internal bool IsReader => Type == typeof(PieceReader);

    /// <summary>The value a shorter parameter list leaves.</summary>
    internal abstract object? Missing { get; }

    /// <summary>Decodes a value; null becomes the zero value where Go's would, and is refused for structures.</summary>
    /// <exception cref="JsonException">The value does not fit.</exception>
    internal abstract object? Decode(JsonElement element);
}

/// <inheritdoc/>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="name">Its name, for messages.</param>
/// <param name="allowsNull">Whether the method takes null.</param>
public sealed class RpcParameter<T>(string name, bool allowsNull) : RpcParameter(name, typeof(T))
{
    internal override object? Missing => default(T);

    internal override object? Decode(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null && !allowsNull)
        {
            if (Type == typeof(string)) return "";
            if (Type.IsValueType) return Missing;
            throw new JsonException($"{Name} must not be null.");
        }

        object? value = element.Deserialize(LotusJson.TypeInfo<T>());
        if (value is object?[] items && Array.Exists(items, item => item is null)) throw new JsonException($"{Name} contains null.");
        return value;
    }
}
