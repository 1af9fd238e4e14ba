namespace LotusSeal.Lotus.Rpc;

/// <summary>Limits and hooks of an <see cref="RpcServer"/>; the defaults are Lotus' values.</summary>
public sealed record RpcServerOptions
{
    /// <summary>Largest request body or WebSocket message, bytes.</summary>
    public long MaxRequestBytes { get; init; } = 100L << 20;

    /// <summary>How long a push request and its call wait for each other.</summary>
    public TimeSpan PushPairingTimeout { get; init; } = TimeSpan.FromSeconds(30);

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

    /// <summary>Clock of the time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
