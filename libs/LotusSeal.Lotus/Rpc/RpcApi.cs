using System.Collections.Concurrent;
using System.Reflection;

namespace LotusSeal.Lotus.Rpc;

/// <summary>What the compiler derives from an API interface, for server and client alike; not to be written by hand.</summary>
public abstract class RpcApi
{
    private static readonly ConcurrentDictionary<Type, RpcApi> Known = new();

    /// <summary>Every RPC method of the interface and of those it inherits.</summary>
    public abstract IReadOnlyList<RpcMethod> Methods { get; }

    /// <summary>Implements the interface by calls over a connection.</summary>
    public abstract object CreateClient(RpcConnection connection);

    /// <summary>What belongs to an interface.</summary>
    /// <exception cref="ArgumentException">It has no RPC methods of its own.</exception>
    public static RpcApi Of(Type api) => Known.GetOrAdd(api, static type => type.GetCustomAttribute<RpcApiAttribute>(inherit: false)?.Create()
        ?? throw new ArgumentException($"{type} is no interface with RPC methods.", nameof(api)));
}
