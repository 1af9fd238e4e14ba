namespace LotusSeal.Lotus.Rpc;

/// <summary>Base of the generated clients. They can be cast to <see cref="IAsyncDisposable"/> to close the connection.</summary>
public abstract class RpcProxy(RpcConnection connection) : IAsyncDisposable
{
    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return connection.DisposeAsync();
    }

    /// <summary>Calls a method that answers null.</summary>
    protected Task CallAsync(RpcMethod method, object?[] arguments, CancellationToken cancellationToken) =>
        connection.CallAsync<object>(method, arguments, cancellationToken);

    /// <summary>Calls a method. As on the wire, a result may be null whatever its type says.</summary>
    protected Task<T> CallAsync<T>(RpcMethod method, object?[] arguments, CancellationToken cancellationToken) =>
        connection.CallAsync<T>(method, arguments, cancellationToken)!;

    /// <summary>Opens a channel.</summary>
    protected IAsyncEnumerable<T> StreamAsync<T>(RpcMethod method, object?[] arguments, CancellationToken cancellationToken) =>
        connection.StreamAsync<T>(method, arguments, cancellationToken);
}
