using System.Globalization;
using System.Text.Json;

namespace LotusSeal.Storage;

/// <summary>Where a file that people edit is no JSON, in their terms instead of the parser's.</summary>
internal static class JsonPlace
{
    /// <summary><c> (wrong in line 3 at character 7)</c>, empty when the reader does not know.</summary>
    public static string Of(JsonException error) => error.LineNumber is { } line
        ? string.Create(CultureInfo.InvariantCulture, $" (wrong in line {line + 1} at character {(error.BytePositionInLine ?? 0) + 1})") : "";
}
