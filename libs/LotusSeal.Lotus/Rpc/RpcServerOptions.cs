namespace LotusSeal.Lotus.Rpc;

/// <summary>Limits and hooks of an <see cref="RpcServer"/>; the defaults are Lotus' values.</summary>
public sealed record RpcServerOptions
{
    /// <summary>Largest request body or WebSocket message, bytes.</summary>
    public long MaxRequestBytes { get; init; } = 100L << 20;

    /// <summary>
    /// Largest request body or WebSocket message of a caller who may only read, or who showed no token: bytes. What such a caller can ask for
    /// is short, and strangers must not fill the memory.
    /// </summary>
    public long MaxReaderRequestBytes { get; init; } = 64L << 10;

    /// <summary>How long a push request and its call wait for each other.</summary>
    public TimeSpan PushPairingTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the bytes of a piece may stop coming, pushed or from a URL, before the stream ends with an error that names it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Interval of unsolicited pongs on a WebSocket; they keep the peer's 30 s read deadline from passing.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls that one WebSocket may have running; further frames wait.</summary>
    public int MaxConcurrentCalls { get; init; } = 1024;

    /// <summary>Permissions of a request without a token.</summary>
    public Permission WithoutToken { get; init; } = Permission.Read;

    /// <summary>
    /// Sees every call before it runs. It may wait, set <see cref="RpcCall.Fate"/>, or throw <see cref="RpcException"/> to answer with an error.
    /// </summary>
    public Func<RpcCall, CancellationToken, Task>? Intercept { get; init; }

    /// <summary>The largest request of a caller.</summary>
    internal long MaxBytesOf(Permission permission) =>
        (permission & ~Permission.Read) == Permission.None ? Math.Min(MaxReaderRequestBytes, MaxRequestBytes) : MaxRequestBytes;

    /// <summary>Clock of the time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
