using System.Runtime.CompilerServices;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Boxes what methods return, so that the dispatcher need not know result types.</summary>
internal static class RpcResults
{
    public static async Task<object?> OfAsync(Task task)
    {
        await task;
        return null;
    }

    public static async Task<object?> OfAsync<T>(Task<T> task) => await task;

    public static async IAsyncEnumerable<object?> OfAsync<T>(
        IAsyncEnumerable<T> values,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T value in values.WithCancellation(cancellationToken)) yield return value;
    }
}
