namespace LotusSeal.Lotus.Rpc;

/// <summary>One method of an API interface, as the wire sees it; shared by server and client.</summary>
public sealed class RpcMethod
{
    internal const string Prefix = "Filecoin.";
    private readonly Func<object, object?[], CancellationToken, object> _invoke;

    private RpcMethod(string name, Permission permission, int optionalParameters, IReadOnlyList<RpcParameter> parameters, Type? resultType,
        bool isChannel, Func<object, object?[], CancellationToken, object> invoke)
    {
        (Name, WireName, Permission, OptionalParameters) = (name, Prefix + name, permission, optionalParameters);
        (Parameters, ResultType, IsChannel, _invoke) = (parameters, resultType, isChannel, invoke);
    }

    /// <summary>The name without prefix, as permission errors print it.</summary>
    internal string Name { get; }

    internal string WireName { get; }

    internal Permission Permission { get; }

    internal int OptionalParameters { get; }

    /// <summary>The parameters on the wire.</summary>
    internal IReadOnlyList<RpcParameter> Parameters { get; }

    /// <summary>Type of the result or of the channel's values; null when the answer is always null.</summary>
    internal Type? ResultType { get; }

    /// <summary>The method streams values, which only a WebSocket can carry.</summary>
    internal bool IsChannel { get; }

    /// <summary>A method that answers null.</summary>
    public static RpcMethod Returns<TApi>(string name, Permission permission, int optionalParameters, IReadOnlyList<RpcParameter> parameters,
        Func<TApi, object?[], CancellationToken, Task> run) =>
        new(name, permission, optionalParameters, parameters, null, false,
            (api, arguments, stop) => RpcResults.OfAsync(run((TApi)api, arguments, stop)));

    /// <summary>A method that answers with a value.</summary>
    public static RpcMethod Returns<TApi, TResult>(string name, Permission permission, int optionalParameters,
        IReadOnlyList<RpcParameter> parameters, Func<TApi, object?[], CancellationToken, Task<TResult>> run) =>
        new(name, permission, optionalParameters, parameters, typeof(TResult), false,
            (api, arguments, stop) => RpcResults.OfAsync(run((TApi)api, arguments, stop)));

    /// <summary>A method that opens a channel.</summary>
    public static RpcMethod Streams<TApi, TValue>(string name, Permission permission, int optionalParameters,
        IReadOnlyList<RpcParameter> parameters, Func<TApi, object?[], CancellationToken, IAsyncEnumerable<TValue>> run) =>
        new(name, permission, optionalParameters, parameters, typeof(TValue), true,
            (api, arguments, stop) => RpcResults.OfAsync(run((TApi)api, arguments, stop), CancellationToken.None));

    /// <summary>Every RPC method of an interface and of those it inherits.</summary>
    internal static IReadOnlyList<RpcMethod> Of(Type api) => RpcApi.Of(api).Methods;

    /// <summary>Runs the method on an implementation: a <see cref="Task{T}"/> of the boxed result, or a boxed channel.</summary>
    internal object Invoke(object implementation, object?[] arguments, CancellationToken cancellationToken) =>
        _invoke(implementation, arguments, cancellationToken);
}
