using System.Text;
using System.Text.RegularExpressions;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>One request made by hand with curl on a real program, and its answer.</summary>
/// <param name="Title">What the transcript calls it.</param>
/// <param name="Request">The request; the path includes the query.</param>
/// <param name="Answer">The answer; null when curl threw it away or did not wait for it.</param>
internal sealed record Probe(string Title, Message Request, Message? Answer)
{
    /// <inheritdoc/>
    public override string ToString() => Title;
}

/// <summary>Reads the curl transcripts beside the recordings.</summary>
internal static partial class ProbeTranscript
{
    /// <summary>The probes of a transcript, in order.</summary>
    public static IReadOnlyList<Probe> Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(Vectors.Folder, "probe", name));
        return [.. text.Split("### ", StringSplitOptions.RemoveEmptyEntries).Select(section => ReadProbe(section))];
    }

    private static Probe ReadProbe(string section)
    {
        string[] lines = section.Split('\n');
        string command = lines[1]["$ curl".Length..];
        int lastSpace = command.LastIndexOf(' ');
        if (!Uri.TryCreate(command[(lastSpace + 1)..], UriKind.Absolute, out Uri? url))
            throw new InvalidDataException($"'{lines[0]}' has no URL: {lines[1]}");
        List<Header> headers = [];
        string method = "GET", body = "";
        bool showsAnswer = true;
        // Arguments stand in the transcript without their quotes, so an argument ends where the next option begins.
        foreach (Match option in Option().Matches(command[..lastSpace]))
        {
            string value = option.Groups["value"].Value.Trim();
            switch (option.Groups["name"].Value)
            {
                case "-H" when value.IndexOf(": ", StringComparison.Ordinal) is int colon and > 0:
                    headers.Add(new Header(value[..colon], value[(colon + 2)..]));
                    break;
                case "-d":
                    (method, body) = ("POST", value);
                    break;
                case "-X":
                    method = value;
                    break;
                case "-I":
                    method = "HEAD";
                    break;
                case "-o":
                    showsAnswer = command.Contains("-D -", StringComparison.Ordinal);
                    break;
            }
        }

        Message request = new()
        {
            Sequence = 1,
            Kind = MessageKind.HttpRequest,
            Method = method,
            Path = url.PathAndQuery,
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(body),
        };
        return new Probe(lines[0].Trim(), request, showsAnswer ? ReadAnswer(lines) : null);
    }

    private static Message? ReadAnswer(string[] lines)
    {
        int start = Array.FindIndex(lines, line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal));
        if (start < 0) return null;
        int end = Array.FindIndex(lines, start, line => line.Trim().Length == 0);
        IEnumerable<Header> headers = lines[(start + 1)..end].Select(line => line.Trim().Split(": ", 2)).Select(pair => new Header(pair[0], pair[1]));
        int last = Array.FindLastIndex(lines, line => line.StartsWith("curl rc=", StringComparison.Ordinal));
        return new Message
        {
            Sequence = 2,
            Kind = MessageKind.HttpResponse,
            Status = int.Parse(lines[start].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture),
            Headers = [.. headers],
            // The transcript puts one empty line behind the body; whether the body ended with a line end follows from Content-Length.
            Body = Encoding.UTF8.GetBytes(string.Join('\n', lines[(end + 1)..last]).Trim('\n')),
        };
    }

    [GeneratedRegex("(?<name>-[HdXIoDw])(?<value> .*?)??(?= -[HdXIoDw]( |$)|$)")]
    private static partial Regex Option();
}
