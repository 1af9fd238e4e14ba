using System.Reflection;
using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>One positional parameter.</summary>
internal sealed class RpcParameter
{
    private readonly bool _allowsNull;

    public RpcParameter(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        Name = parameter.Name!;
        Type = parameter.ParameterType;
        IsReader = Type == typeof(PieceReader);
        _allowsNull = Nullable.GetUnderlyingType(Type) is not null
            || (!Type.IsValueType && nullability.Create(parameter).WriteState != NullabilityState.NotNull);
    }

    public string Name { get; }

    public Type Type { get; }

    public bool IsReader { get; }

    /// <summary>The value a shorter parameter list leaves.</summary>
    public object? Missing => Type.IsValueType ? Activator.CreateInstance(Type) : null;

    /// <summary>Decodes a value; null becomes the zero value where Go's would, and is refused for structures.</summary>
    /// <exception cref="JsonException">The value does not fit.</exception>
    public object? Decode(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Null && !_allowsNull)
        {
            if (Type == typeof(string)) return "";
            if (Type.IsValueType) return Missing;
            throw new JsonException($"{Name} must not be null.");
        }

        object? value = element.Deserialize(Type, LotusJson.Options);
        if (value is object?[] items && Array.Exists(items, item => item is null)) throw new JsonException($"{Name} contains null.");
        return value;
    }
}
