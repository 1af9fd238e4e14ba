namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>
/// Compares the headers of two messages: the same names, and the same values where a value is part of the protocol. The names are compared
/// without case and order; the deviations that do not reach the other side's code are listed here and nowhere else.
/// </summary>
public static class HeaderComparer
{
    /// <summary>
    /// Not compared: what the connection and the HTTP library add (Host, Date, Connection, Keep-Alive), who asks (User-Agent), and the offer of
    /// compression that no server of either side takes up (Accept-Encoding, Accept).
    /// </summary>
    public static IReadOnlySet<string> Free { get; } =
        new HashSet<string>(["Host", "Date", "Connection", "Keep-Alive", "User-Agent", "Accept-Encoding", "Accept"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Length of the body: announced or chunked, both are read everywhere; Go changes over at 2 KiB.</summary>
    public static IReadOnlySet<string> Length { get; } = new HashSet<string>(["Content-Length", "Transfer-Encoding"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Values that the other side may read.</summary>
    private static readonly string[] ComparedValues = ["Content-Type", "Accept-Ranges", "Content-Range", "X-Content-Type-Options",
        "Location", "Upgrade"];

    /// <summary>
    /// Beginning of the names of our own, optional headers (a digest asked for and sent with a sector file). A peer that does not know them
    /// ignores them, so they are no difference; no other header has this liberty.
    /// </summary>
    public const string Extension = "X-LotusSeal-";

    /// <summary>Every difference between the headers of two messages.</summary>
    public static IReadOnlyList<Difference> Compare(Message expected, Message actual)
    {
        List<Difference> differences = [];
        HashSet<string> wanted = Names(expected), seen = Names(actual);
        if (!wanted.Overlaps(Length) && seen.Overlaps(Length)) seen.ExceptWith(Length);
        if (wanted.Overlaps(Length) && seen.Overlaps(Length))
        {
            wanted.ExceptWith(Length);
            seen.ExceptWith(Length);
        }

        foreach (string name in wanted.Except(seen, StringComparer.OrdinalIgnoreCase))
            differences.Add(new($"header {name}", expected.HeaderValue(name)!, "no such header"));
        foreach (string name in seen.Except(wanted, StringComparer.OrdinalIgnoreCase))
            differences.Add(new($"header {name}", "no such header", actual.HeaderValue(name)!));
        foreach (string name in ComparedValues)
        {
            string? value = expected.HeaderValue(name), counterpart = actual.HeaderValue(name);
            if (value is null || counterpart is null || Same(value, counterpart)) continue;
            differences.Add(new($"header {name}", value, counterpart));
        }

        return differences;
    }

    private static bool Same(string left, string right) =>
        left.Replace(" ", "", StringComparison.Ordinal).Equals(right.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Names(Message message) =>
        new(message.Headers.Select(header => header.Name)
            .Where(name => !Free.Contains(name) && !name.StartsWith(Extension, StringComparison.OrdinalIgnoreCase)),
            StringComparer.OrdinalIgnoreCase);
}
