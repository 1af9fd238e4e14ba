using System.Collections.Concurrent;
using System.Reflection;

namespace LotusSeal.Lotus.Rpc;

/// <summary>One method of an API interface, as the wire sees it; shared by server and client.</summary>
internal sealed class RpcMethod
{
    public const string Prefix = "Filecoin.";
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RpcMethod>> Known = new();
    private readonly Func<object, object?[], CancellationToken, object> _invoke;

    private RpcMethod(MethodInfo method, RpcMethodAttribute attribute)
    {
        Method = method;
        Name = method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^"Async".Length] : method.Name;
        WireName = Prefix + Name;
        Permission = attribute.Permission;
        OptionalParameters = attribute.OptionalParameters;
        ParameterInfo[] all = method.GetParameters();
        NullabilityInfoContext nullability = new();
        Parameters = [.. all.Where(parameter => parameter.ParameterType != typeof(CancellationToken))
            .Select(parameter => new RpcParameter(parameter, nullability))];
        CancellationIndex = Array.FindIndex(all, parameter => parameter.ParameterType == typeof(CancellationToken));
        (ResultType, IsChannel) = ResultOf(method.ReturnType);
        _invoke = RpcInvocation.For(this);
    }

    public MethodInfo Method { get; }

    /// <summary>The name without prefix, as permission errors print it.</summary>
    public string Name { get; }

    public string WireName { get; }

    public Permission Permission { get; }

    public int OptionalParameters { get; }

    /// <summary>The parameters on the wire.</summary>
    public IReadOnlyList<RpcParameter> Parameters { get; }

    /// <summary>Where the method takes its token, or -1.</summary>
    public int CancellationIndex { get; }

    /// <summary>Type of the result or of the channel's values; null when the answer is always null.</summary>
    public Type? ResultType { get; }

    /// <summary>The method streams values, which only a WebSocket can carry.</summary>
    public bool IsChannel { get; }

    /// <summary>Every RPC method of an interface and of those it inherits.</summary>
    public static IReadOnlyList<RpcMethod> Of(Type api) => Known.GetOrAdd(api, static type =>
    {
        if (!type.IsInterface) throw new ArgumentException($"{type} is not an interface.", nameof(api));
        return [.. type.GetInterfaces().Prepend(type).SelectMany(each => each.GetMethods())
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<RpcMethodAttribute>()))
            .Where(pair => pair.Attribute is not null)
            .Select(pair => new RpcMethod(pair.Method, pair.Attribute!))];
    });

    /// <summary>Runs the method on an implementation: a <see cref="Task{T}"/> of the boxed result, or a boxed channel.</summary>
    public object Invoke(object implementation, object?[] arguments, CancellationToken cancellationToken) =>
        _invoke(implementation, arguments, cancellationToken);

    private static (Type? Result, bool IsChannel) ResultOf(Type type)
    {
        if (type == typeof(Task)) return (null, false);
        Type? generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (generic == typeof(Task<>)) return (type.GetGenericArguments()[0], false);
        if (generic == typeof(IAsyncEnumerable<>)) return (type.GetGenericArguments()[0], true);
        throw new ArgumentException($"An RPC method returns Task, Task<T> or IAsyncEnumerable<T>, not {type}.");
    }
}
