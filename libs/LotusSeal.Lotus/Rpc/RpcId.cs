using System.Globalization;
using System.Text.Json;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>The id of a request: a string, a number (kept as IEEE double, as Go does) or nothing, which makes it a notification.</summary>
internal readonly record struct RpcId(string? Text, double? Number)
{
    public static RpcId None => default;

    public bool IsNone => Text is null && Number is null;

    public static RpcId Of(long number) => new(null, number);

    /// <summary>Reads an id; <paramref name="error"/> is Go's text when it is of another kind.</summary>
    public static RpcId Read(JsonElement element, out string? error)
    {
        error = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return None;
            case JsonValueKind.String:
                return new RpcId(JsonText.Of(element), null);
            case JsonValueKind.Number when element.TryGetDouble(out double number) && double.IsFinite(number):
                return new RpcId(null, number);
            default:
                error = "failed to parse ID: invalid id type: " + element.ValueKind switch
                {
                    JsonValueKind.Object => "map[string]interface {}",
                    JsonValueKind.Array => "[]interface {}",
                    JsonValueKind.Number => "number out of range",
                    _ => "bool",
                };
                return None;
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("id"u8);
        if (Text is not null) writer.WriteStringValue(Text);
        else if (Number is double number) writer.WriteRawValue(Format(number), skipInputValidation: true);
        else writer.WriteNullValue();
    }

    private static string Format(double number) => Math.Truncate(number) == number && Math.Abs(number) < 1e21
        ? number.ToString("F0", CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}
