using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Api;

/// <summary>The methods of <see cref="IWorkerReturn"/> for results that are in their wire form already: nothing is decoded to be sent.</summary>
public sealed class WireReturns(RpcConnection connection)
{
    /// <summary>Sends one result.</summary>
    /// <param name="method">Name of the method without <c>Async</c>, for instance <c>ReturnSealCommit1</c>.</param>
    /// <param name="call">The call that ends.</param>
    /// <param name="value">The value; null for a method that takes none.</param>
    /// <param name="error">What went wrong, or null.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">There is no such method, or it takes other parameters.</exception>
    public Task SendAsync(string method, CallId call, RawJson? value, CallError? error, CancellationToken cancellationToken) =>
        connection.CallAsync<IWorkerReturn>(method, value is null ? [call, error] : [call, value, error], cancellationToken);
}
