using System.Security.Cryptography.X509Certificates;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Deadlines and limits of a client.</summary>
public sealed record RpcClientOptions
{
    /// <summary>
    /// Clock of the deadlines of calls. A deadline is a time of silence: over HTTP it starts anew with each piece of the request that goes out, and
    /// with each of the answer that comes.
    /// </summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Deadline of a call whose method is not in <see cref="MethodDeadlines"/>.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Deadlines by method name without prefix; <see cref="Timeout.InfiniteTimeSpan"/> for none. The default exempts what runs for as long as
    /// sealing does (proofs of spacetime and <c>WaitQuiet</c>) and gives minutes to what carries tens of megabytes or makes the miner dial back.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> MethodDeadlines { get; init; } = new Dictionary<string, TimeSpan>(
        [
            .. Within(Timeout.InfiniteTimeSpan, "GenerateWinningPoSt", "GenerateWindowPoSt", "WaitQuiet"),
            .. Within(TimeSpan.FromMinutes(5), "SealCommit2", "ProveReplicaUpdate2", "ReturnSealCommit1",
                "ReturnProveReplicaUpdate1", "WorkerConnect"),
        ],
        StringComparer.Ordinal);

    /// <summary>Time to establish a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The only authorities that the certificate of an https or wss peer may be of; its name is checked besides. Null for those of the system.
    /// </summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>
    /// Called when a call got no answer, whoever made it, and waited for before its caller learns of it: the peer may be somewhere else by now, or
    /// have another token. It must not fail. Null for nobody.
    /// </summary>
    public Func<Task>? Lost { get; init; }

    /// <summary>Largest answer accepted, bytes.</summary>
    public long MaxResponseBytes { get; init; } = 256L << 20;

    /// <summary>
    /// A WebSocket on which nothing arrives for this long, pings included, counts as dead. Peers of v0.3.0 send no pings: use
    /// <see cref="Timeout.InfiniteTimeSpan"/> for them.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Interval of unsolicited pongs on a WebSocket.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connect a lost WebSocket again; a miner does not do so for its workers.</summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>First delay before connecting again; it grows by half each time (protocol spec 2.5).</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Largest delay before connecting again.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Options for a peer of v0.3.0: no pings expected, and the sealing methods, which answer with their result, have no deadline.</summary>
    public static RpcClientOptions V0 { get; } = new()
    {
        IdleTimeout = Timeout.InfiniteTimeSpan,
        MethodDeadlines = new Dictionary<string, TimeSpan>(
            Within(
                Timeout.InfiniteTimeSpan,
                "SealPreCommit1", "SealPreCommit2", "SealCommit1", "SealCommit2", "FinalizeSector", "Fetch"),
            StringComparer.Ordinal),
    };

    /// <summary>The deadline of a method, by its name without prefix.</summary>
    public TimeSpan DeadlineOf(string method) => MethodDeadlines.TryGetValue(method, out TimeSpan deadline) ? deadline : Deadline;

    private static IEnumerable<KeyValuePair<string, TimeSpan>> Within(TimeSpan deadline, params string[] methods) =>
        methods.Select(method => KeyValuePair.Create(method, deadline));
}
