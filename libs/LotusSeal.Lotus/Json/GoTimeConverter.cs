using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LotusSeal.Lotus.Json;

/// <summary>RFC 3339 with as many fractional digits as needed. Digits below 100 ns are read and dropped: the framework's clock ends there.</summary>
internal sealed class GoTimeConverter : JsonConverter<DateTimeOffset>
{
    private const int TickDigits = 7;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (text is { Length: >= 20 and <= 40 } && DateTimeOffset.TryParseExact(
            Shorten(text),
            ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time)) return time;
        throw new JsonException("a time is RFC 3339 text such as \"2026-08-01T10:00:00Z\"");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        string zone = value.Offset == TimeSpan.Zero ? "'Z'" : "zzz";
        writer.WriteStringValue(value.ToString($"yyyy-MM-dd'T'HH:mm:ss.FFFFFFF{zone}", CultureInfo.InvariantCulture));
    }

    private static string Shorten(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0) return text;
        int end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - point - 1 <= TickDigits ? text : string.Concat(text.AsSpan(0, point + 1 + TickDigits), text.AsSpan(end));
    }
}
