using System.Globalization;

namespace LotusSeal.Worker.Hosting;

/// <summary>A host and a port; as text <c>HOST:PORT</c>, an IPv6 host in brackets (protocol spec 1.6).</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">0 stands for one that is free.</param>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Splits the text.</summary>
    /// <exception cref="FormatException">It is not of this form.</exception>
    public static HostPort Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        bool bracketed = host is ['[', .., ']'];
        if (bracketed) host = host[1..^1];
        if (host.Length > 0 && (bracketed || !host.Contains(':', StringComparison.Ordinal))
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return new HostPort(host, port);
        }

        throw new FormatException($"'{text}' is not HOST:PORT, for instance 10.0.0.7:3456 or [fd00::7]:3456.");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
