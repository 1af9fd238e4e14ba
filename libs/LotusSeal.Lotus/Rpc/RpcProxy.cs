using System.Reflection;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Implements an API interface by calls over a connection. Public only because the framework derives the proxies from it.</summary>
public class RpcProxy : DispatchProxy, IAsyncDisposable
{
    private Dictionary<MethodInfo, Func<object?[], object>> _calls = [];
    private RpcConnection _connection = null!;

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _connection.DisposeAsync();
    }

    internal static TApi Create<TApi>(RpcConnection connection)
        where TApi : class
    {
        TApi api = Create<TApi, RpcProxy>();
        RpcProxy proxy = (RpcProxy)(object)api;
        proxy._connection = connection;
        proxy._calls = RpcMethod.Of(typeof(TApi)).ToDictionary(method => method.Method, method => Bind(connection, method));
        return api;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        return _calls.TryGetValue(targetMethod, out Func<object?[], object>? call)
            ? call(args ?? [])
            : throw new NotSupportedException($"{targetMethod.DeclaringType?.Name}.{targetMethod.Name} is not an RPC method.");
    }

    private static Func<object?[], object> Bind(RpcConnection connection, RpcMethod method)
    {
        string binder = method.IsChannel ? nameof(BindChannel) : method.ResultType is null ? nameof(BindNothing) : nameof(BindResult);
        MethodInfo bind = typeof(RpcProxy).GetMethod(binder, BindingFlags.Static | BindingFlags.NonPublic)!;
        if (method.ResultType is not null) bind = bind.MakeGenericMethod(method.ResultType);
        return (Func<object?[], object>)bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [connection, method], null)!;
    }

    private static Func<object?[], object> BindNothing(RpcConnection connection, RpcMethod method) =>
        all => connection.CallAsync<object>(method, Values(method, all), Token(method, all));

    private static Func<object?[], object> BindResult<T>(RpcConnection connection, RpcMethod method) =>
        all => connection.CallAsync<T>(method, Values(method, all), Token(method, all));

    private static Func<object?[], object> BindChannel<T>(RpcConnection connection, RpcMethod method) =>
        all => connection.StreamAsync<T>(method, Values(method, all), Token(method, all));

    private static CancellationToken Token(RpcMethod method, object?[] all) =>
        method.CancellationIndex < 0 ? CancellationToken.None : (CancellationToken)all[method.CancellationIndex]!;

    private static object?[] Values(RpcMethod method, object?[] all) =>
        method.CancellationIndex < 0 ? all : [.. all.Where((_, index) => index != method.CancellationIndex)];
}
