using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Crds;

/// <summary>Makes the structural schema of a model's type from its properties, their attributes and their initial values.</summary>
internal sealed class SchemaBuilder(bool withDefaults)
{
    /// <summary>As the API server knows a quantity.</summary>
    private const string Quantity = @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    /// <summary>The schema of an object.</summary>
    /// <exception cref="NotSupportedException">A property has no description, or a type that no schema is known for.</exception>
    public JsonObject Object(Type type)
    {
        object initial = Activator.CreateInstance(type)!;
        JsonObject properties = [];
        List<string> required = [];
        foreach (PropertyInfo property in type.GetProperties())
        {
            string name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            properties[name] = Property(property, property.GetValue(initial));
            if (property.IsDefined(typeof(RequiredAttribute))) required.Add(name);
        }

        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = Strings(required);
        if (type.GetCustomAttribute<ExactlyOneOfAttribute>() is { } choice)
            schema["oneOf"] = new JsonArray([.. choice.Fields.Select(field => (JsonNode)new JsonObject { ["required"] = Strings([field]) })]);
        return schema;
    }

    public static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private JsonObject Property(PropertyInfo property, object? initial)
    {
        string description = property.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? throw new NotSupportedException($"{property.DeclaringType!.Name}.{property.Name} has no description");
        JsonObject schema = new() { ["description"] = description };
        if (withDefaults && initial is not null && !property.IsDefined(typeof(RequiredAttribute))) schema["default"] = Default(initial);
        foreach ((string key, JsonNode? value) in Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType))
            schema[key] = value?.DeepClone();
        Constrain(schema, property);
        return schema;
    }

    private static JsonNode Default(object initial) => initial switch
    {
        string text => text,
        bool truth => truth,
        int number => number,
        Enum name => name.ToString(),
        IntOrString { Value: var text } => int.TryParse(text, out int number) ? number : text,
        System.Collections.IEnumerable items => Strings(items.Cast<object>().Select(item => item.ToString()!)),
        // The defaults of what is in it fill an empty object.
        _ => new JsonObject(),
    };

    private JsonObject Value(Type type)
    {
        if (type == typeof(string)) return new() { ["type"] = "string" };
        if (type == typeof(bool)) return new() { ["type"] = "boolean" };
        if (type == typeof(int)) return new() { ["type"] = "integer", ["format"] = "int32" };
        if (type == typeof(long)) return new() { ["type"] = "integer", ["format"] = "int64" };
        if (type == typeof(IntOrString)) return IntegerOrString(null);
        if (type == typeof(ResourceQuantity)) return IntegerOrString(Quantity);
        if (type == typeof(JsonObject)) return new() { ["type"] = "object" };
        if (type.IsEnum) return new() { ["type"] = "string", ["enum"] = Strings(Enum.GetNames(type)) };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
            return new() { ["type"] = "array", ["items"] = Value(type.GetGenericArguments()[0]) };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            return new() { ["type"] = "object", ["additionalProperties"] = Value(type.GetGenericArguments()[1]) };
        return type.Namespace == typeof(Entities.SealWorkerSpec).Namespace ? Object(type) : throw new NotSupportedException($"{type} has no schema");
    }

    /// <summary>The branches are bare types: a pattern belongs on the outer level.</summary>
    private static JsonObject IntegerOrString(string? pattern)
    {
        JsonObject schema = new()
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
            ["x-kubernetes-int-or-string"] = true,
        };
        if (pattern is not null) schema["pattern"] = pattern;
        return schema;
    }

    private static void Constrain(JsonObject schema, PropertyInfo property)
    {
        // What limits strings belongs to the entries where there are several.
        JsonObject single = (schema["items"] ?? schema["additionalProperties"]) as JsonObject ?? schema;
        bool list = schema["items"] is not null;
        if (property.GetCustomAttribute<PatternAttribute>() is { } pattern) single["pattern"] = pattern.Pattern;
        if (property.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            if (length.MinLength > 0) single["minLength"] = length.MinLength;
            single["maxLength"] = length.MaxLength;
        }

        if (property.GetCustomAttribute<RangeMinimumAttribute>() is { } minimum) schema["minimum"] = minimum.Minimum;
        if (property.GetCustomAttribute<RangeMaximumAttribute>() is { } maximum) schema["maximum"] = maximum.Maximum;
        if (property.GetCustomAttribute<ItemsAttribute>() is { } items)
        {
            if (items.MinItems > 0) schema[list ? "minItems" : "minProperties"] = items.MinItems;
            schema[list ? "maxItems" : "maxProperties"] = items.MaxItems;
        }

        if (property.IsDefined(typeof(PreserveUnknownFieldsAttribute))) single["x-kubernetes-preserve-unknown-fields"] = true;
        if (property.IsDefined(typeof(ListSetAttribute))) schema["x-kubernetes-list-type"] = "set";
        if (property.GetCustomAttribute<ListMapKeyAttribute>() is { } key)
        {
            schema["x-kubernetes-list-type"] = "map";
            schema["x-kubernetes-list-map-keys"] = Strings([key.Key]);
        }
    }
}
