using System.Net;
using System.Text.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>What becomes of a call after <see cref="RpcServerOptions.Intercept"/> has seen it.</summary>
public enum RpcCallFate
{
    /// <summary>Run it and answer.</summary>
    Answer,

    /// <summary>Cut the connection; the method does not run.</summary>
    DropBefore,

    /// <summary>Run the method, then cut the connection instead of answering.</summary>
    DropAnswer,
}

/// <summary>An incoming call as the interceptor sees it, before parameters are checked and decoded.</summary>
public sealed class RpcCall
{
    /// <summary>Wire name, for example <c>Filecoin.Session</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The raw parameters: an array, or undefined or null when there are none. They may be kept.</summary>
    public required JsonElement Params { get; init; }

    /// <summary>The caller's address.</summary>
    public required IPEndPoint? Peer { get; init; }

    /// <summary>What the caller's token allows.</summary>
    public required Permission Permission { get; init; }

    /// <summary>The call came over a WebSocket.</summary>
    public required bool IsWebSocket { get; init; }

    /// <summary>Set by the interceptor to lose the call or its answer.</summary>
    public RpcCallFate Fate { get; set; }
}
