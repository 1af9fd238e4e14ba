using System.Text;
using System.Text.Json;

namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>Reads recordings: JSON lines, one message a line, in any order.</summary>
public static class RecordingReader
{
    /// <summary>Reads a file; the recording is named after it.</summary>
    /// <exception cref="InvalidDataException">A line is no message; the text names file, line and what is wrong.</exception>
    public static Recording Read(string path)
    {
        List<Message> messages = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0) continue;
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
                messages.Add(ReadMessage(document.RootElement));
            }
            catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}, line {number}: {error.Message}", error);
            }
        }

        return new Recording(Path.GetFileNameWithoutExtension(path), messages);
    }

    private static Message ReadMessage(JsonElement line) => new()
    {
        Sequence = line.GetProperty("seq").GetInt64(),
        Time = line.GetProperty("t").GetInt64(),
        Kind = Kind(line.GetProperty("kind").GetString()!),
        Connection = line.TryGetProperty("conn", out JsonElement connection) ? connection.GetInt32() : 0,
        Link = Text(line, "link") switch { "miner" => Link.Miner, "worker" => Link.Worker, _ => Link.None },
        From = Text(line, "from") switch { "miner" => Party.Miner, "worker" => Party.Worker, _ => Party.Recorder },
        ReplyTo = line.TryGetProperty("reply_to", out JsonElement request) ? request.GetInt64() : null,
        Method = Text(line, "method"),
        Path = Text(line, "path"),
        Rpc = Text(line, "rpc"),
        Status = line.TryGetProperty("status", out JsonElement status) ? status.GetInt32() : 0,
        Headers = line.TryGetProperty("headers", out JsonElement headers)
            ? [.. headers.EnumerateArray().Select(pair => new Header(pair[0].GetString()!, pair[1].GetString()!))]
            : [],
        Body = Body(line),
        Note = Text(line, "note"),
    };

    private static byte[] Body(JsonElement line) =>
        line.TryGetProperty("body_base64", out JsonElement binary) ? binary.GetBytesFromBase64() : Encoding.UTF8.GetBytes(Text(line, "body"));

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static MessageKind Kind(string text) =>
        Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out MessageKind kind)
            ? kind
            : throw new FormatException($"kind '{text}' is not known");
}
