using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LotusSeal.Lotus.Api;

/// <summary>Addresses such as <c>/ip4/10.0.0.5/tcp/2345/http</c>, as far as Lotus uses them (protocol spec 1.5).</summary>
/// <param name="Host">IP address or name, without brackets.</param>
/// <param name="Port">TCP port.</param>
/// <param name="IsSecure">The address contains <c>wss</c>, <c>tls</c> or <c>https</c>.</param>
public sealed record MultiAddress(string Host, int Port, bool IsSecure)
{
    /// <summary>Parses an address; white space around it is ignored.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static MultiAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().TrimEnd('/').Split('/');
        if (text.Length > 1000 || parts.Length < 5 || parts[0].Length > 0)
            throw new FormatException("expected a multiaddress such as /ip4/10.0.0.5/tcp/2345/http");
        string host = CheckHost(parts[1], parts[2]);
        if (parts[3] != "tcp") throw new FormatException($"expected tcp after the host of the multiaddress, not '{Brief(parts[3])}'");
        if (!ushort.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            throw new FormatException($"'{Brief(parts[4])}' is not a TCP port");
        bool secure = false;
        foreach (string protocol in parts[5..])
        {
            if (protocol is not ("http" or "https" or "ws" or "wss" or "tls"))
                throw new FormatException($"unknown protocol '{Brief(protocol)}' in the multiaddress");
            secure |= protocol is "https" or "wss" or "tls";
        }

        return new MultiAddress(host, port, secure);
    }

    /// <summary>The WebSocket URL of the address, without path.</summary>
    public Uri ToUri() => new UriBuilder(IsSecure ? "wss" : "ws", Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host, Port).Uri;

    /// <summary>Text form without a protocol behind the port, as a worker writes it into its <c>api</c> file.</summary>
    public override string ToString()
    {
        string kind = !IPAddress.TryParse(Host, out IPAddress? ip) ? "dns" : ip.AddressFamily == AddressFamily.InterNetworkV6 ? "ip6" : "ip4";
        return string.Create(CultureInfo.InvariantCulture, $"/{kind}/{Host}/tcp/{Port}{(IsSecure ? "/wss" : "")}");
    }

    private static string CheckHost(string kind, string host)
    {
        bool good = kind switch
        {
            "ip4" => IPAddress.TryParse(host, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() == host,
            "ip6" => IPAddress.TryParse(host, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetworkV6,
            "dns" or "dns4" or "dns6" => Uri.CheckHostName(host) == UriHostNameType.Dns,
            _ => throw new FormatException($"a multiaddress starts with ip4, ip6, dns, dns4 or dns6, not '{Brief(kind)}'"),
        };
        return good ? host : throw new FormatException($"'{Brief(host)}' is not a host of kind {kind}");
    }

    /// <summary>Without what follows a colon: of two parts in the wrong order, that is the token.</summary>
    private static string Brief(string text)
    {
        string first = text.Split(':')[0];
        return first[..Math.Min(first.Length, 80)];
    }
}
