using System.Text;

namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>The server that a connection leads to: the miner's API (the client is the worker) or the worker's (the client is the miner).</summary>
public enum Link
{
    None,
    Miner,
    Worker,
}

/// <summary>Who sent a message.</summary>
public enum Party
{
    Recorder,
    Miner,
    Worker,
}

/// <summary>What a line of a recording is; the names are those of the files, in camel case.</summary>
public enum MessageKind
{
    Note,
    ConnOpen,
    ConnClose,
    ConnRefusedUpstream,
    HttpRequest,
    HttpResponse,
    WsText,
    WsPing,
    WsPong,
    WsClose,
}

/// <summary>One HTTP header as it was sent.</summary>
public sealed record Header(string Name, string Value);

/// <summary>One line of a recording: an HTTP message, a WebSocket frame, a connection event or a note.</summary>
public sealed record Message
{
    /// <summary>Order of the first bytes, unique within a recording.</summary>
    public required long Sequence { get; init; }

    /// <summary>Milliseconds since the recorder started.</summary>
    public long Time { get; init; }

    /// <summary>Number of the connection.</summary>
    public int Connection { get; init; }

    public Link Link { get; init; }

    public Party From { get; init; }

    public required MessageKind Kind { get; init; }

    /// <summary>Sequence of the request that a response answers.</summary>
    public long? ReplyTo { get; init; }

    /// <summary>HTTP method.</summary>
    public string Method { get; init; } = "";

    /// <summary>Path and query.</summary>
    public string Path { get; init; } = "";

    /// <summary>JSON-RPC method without <c>Filecoin.</c>, empty when the message is no JSON-RPC.</summary>
    public string Rpc { get; init; } = "";

    /// <summary>HTTP status of a response.</summary>
    public int Status { get; init; }

    public IReadOnlyList<Header> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The recorder's words; on an HTTP message: why it is incomplete.</summary>
    public string Note { get; init; } = "";

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>True when the recorder saw only a part of the message.</summary>
    public bool IsIncomplete => Kind is MessageKind.HttpRequest or MessageKind.HttpResponse && Note.Length > 0;

    /// <summary>The value of a header, null when it was not sent.</summary>
    public string? HeaderValue(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <inheritdoc/>
    public override string ToString() => $"#{Sequence} {Link.ToString().ToLowerInvariant()} {Kind} {Method} {(Rpc.Length > 0 ? Rpc : Path)}";
}
