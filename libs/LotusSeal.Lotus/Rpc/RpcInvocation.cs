using System.Reflection;
using System.Runtime.CompilerServices;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Turns an interface method into one delegate with boxed results, so that the dispatcher need not know result types.</summary>
internal static class RpcInvocation
{
    public static Func<object, object?[], CancellationToken, object> For(RpcMethod method)
    {
        Func<object, object> box = Boxing(method);
        return (implementation, arguments, cancellationToken) => box(Call(method, implementation, arguments, cancellationToken));
    }

    private static object Call(RpcMethod method, object implementation, object?[] arguments, CancellationToken cancellationToken)
    {
        List<object?> all = [.. arguments];
        if (method.CancellationIndex >= 0) all.Insert(method.CancellationIndex, cancellationToken);
        return method.Method.Invoke(implementation, BindingFlags.DoNotWrapExceptions, null, [.. all], null)
            ?? throw new InvalidOperationException($"{method.WireName} returned no task.");
    }

    private static Func<object, object> Boxing(RpcMethod method)
    {
        if (method.ResultType is null) return static task => BoxNothingAsync((Task)task);
        string name = method.IsChannel ? nameof(BoxChannel) : nameof(BoxResult);
        return typeof(RpcInvocation).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(method.ResultType).CreateDelegate<Func<object, object>>();
    }

    private static async Task<object?> BoxNothingAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return null;
    }

    private static Task<object?> BoxResult<T>(object task) => BoxResultAsync((Task<T>)task);

    private static async Task<object?> BoxResultAsync<T>(Task<T> task) => await task.ConfigureAwait(false);

    private static object BoxChannel<T>(object values) => BoxValuesAsync((IAsyncEnumerable<T>)values);

    private static async IAsyncEnumerable<object?> BoxValuesAsync<T>(
        IAsyncEnumerable<T> values,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T value in values.WithCancellation(cancellationToken).ConfigureAwait(false)) yield return value;
    }
}
