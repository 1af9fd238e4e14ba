using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LotusSeal.Lotus.Json;

/// <summary>
/// Go fills a field that is missing or null with the zero value. For strings this does the same; a required structure or list that is absent is
/// refused, so that nobody downstream meets a null where the type promises none.
/// </summary>
internal static class GoZeroValues
{
    public static void Apply(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Type.IsValueType) return;
        JsonPropertyInfo[] required =
            [.. info.Properties.Where(property => property is { Get: not null, IsGetNullable: false } && !property.PropertyType.IsValueType)];
        if (required.Length == 0) return;
        info.OnDeserialized = value =>
        {
            foreach (JsonPropertyInfo property in required)
            {
                if (property.Get!(value) is not null) continue;
                // The generated setter of an init-only property refuses; the property itself, which generated code keeps reachable, does not.
                if (property.PropertyType != typeof(string) || property.AttributeProvider is not PropertyInfo { CanWrite: true } field)
                    throw new JsonException($"{info.Type.Name} lacks the field {property.Name}.");
                field.SetValue(value, "");
            }
        };
    }
}
