using LotusSeal.Lotus.Api;

namespace LotusSeal.Lotus.Rpc;

/// <summary>A client's connection; disposing it fails its open calls.</summary>
public abstract class RpcConnection : IAsyncDisposable
{
    private protected RpcConnection(RpcClientOptions options) => Options = options;

    private protected RpcClientOptions Options { get; }

    /// <summary>Prepares a connection by the scheme of the address; nothing is sent before the first call.</summary>
    /// <exception cref="ArgumentException">The scheme is not http, https, ws or wss.</exception>
    public static RpcConnection Open(ApiInfo info, RpcClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        options ??= new RpcClientOptions();
        return info.Url.Scheme switch
        {
            "http" or "https" => new HttpConnection(info, options),
            "ws" or "wss" => new SocketConnection(info, options),
            _ => throw new ArgumentException($"unknown url scheme '{info.Url.Scheme}'", nameof(info)),
        };
    }

    /// <summary>Sends later calls to another address, or with another token: the peer was restarted. Calls that run end as they would.</summary>
    /// <exception cref="NotSupportedException">A WebSocket stays with the peer that it was opened to.</exception>
    public virtual void PointTo(ApiInfo info) => throw new NotSupportedException("A WebSocket stays with the peer that it was opened to.");

    /// <summary>An API over this connection.</summary>
    public TApi As<TApi>()
        where TApi : class => (TApi)RpcApi.Of(typeof(TApi)).CreateClient(this);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Calls a method of an API by its name, for arguments that are not of the interface's types.</summary>
    /// <exception cref="ArgumentException">The API has no such method with so many parameters.</exception>
    internal Task CallAsync<TApi>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        RpcMethod called = RpcMethod.Of(typeof(TApi)).FirstOrDefault(each => each.Name == method && each.Parameters.Count == arguments.Length)
            ?? throw new ArgumentException($"{typeof(TApi).Name} has no method {method} with {arguments.Length} parameters.", nameof(method));
        return CallAsync<object>(called, arguments, cancellationToken);
    }

    /// <summary>Calls a method; optional parameters are left out for an older peer that refuses them (protocol spec 8.2).</summary>
    internal async Task<T?> CallAsync<T>(RpcMethod method, object?[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await CallOnceAsync<T>(method, arguments, cancellationToken);
        }
        catch (RpcException e) when (e.Code == RpcCodes.InvalidParams && method.OptionalParameters > 0)
        {
            return await CallOnceAsync<T>(method, arguments[..^method.OptionalParameters], cancellationToken);
        }
    }

    /// <summary>Opens a channel; values until it closes.</summary>
    internal abstract IAsyncEnumerable<T> StreamAsync<T>(RpcMethod method, object?[] arguments, CancellationToken cancellationToken);

    private protected abstract Task<T?> ExchangeAsync<T>(RpcMethod method, object?[] arguments, ProgressDeadline deadline);

    private protected abstract PushSender Pushes { get; }

    private Task<T?> CallOnceAsync<T>(RpcMethod method, object?[] arguments, CancellationToken cancellationToken)
    {
        foreach (PushReader reader in arguments.OfType<PushReader>()) Pushes.Start(reader);
        return WithinDeadlineAsync(method, deadline => ExchangeAsync<T>(method, arguments, deadline), cancellationToken);
    }

    /// <summary>Runs one exchange under the method's deadline, which ends it as a transport error.</summary>
    private protected async Task<T?> WithinDeadlineAsync<T>(
        RpcMethod method,
        Func<ProgressDeadline, Task<T?>> exchange,
        CancellationToken cancellationToken)
    {
        TimeSpan limit = Options.DeadlineOf(method.Name);
        using ProgressDeadline deadline = new(limit, Options.Time, cancellationToken);
        try
        {
            return await exchange(deadline);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            if (Options.Lost is { } lost) await lost();
            throw new RpcTransportException($"{method.Name}: no answer within {limit.TotalSeconds:0.###} s", e);
        }
        catch (RpcTransportException)
        {
            if (Options.Lost is { } lost) await lost();
            throw;
        }
    }
}
