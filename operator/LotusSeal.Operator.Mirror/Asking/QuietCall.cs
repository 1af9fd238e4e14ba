using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>One call that waits until a worker is quiet, on a WebSocket of its own, whose pings show that the worker lives.</summary>
internal sealed class QuietCall : IAsyncDisposable
{
    private readonly RpcConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Begins to wait.</summary>
    /// <param name="worker">Where.</param>
    /// <param name="session">The process that is asked.</param>
    /// <param name="options">Limits.</param>
    /// <param name="ended">Told when it has ended; null when the worker is quiet, else why nobody knows.</param>
    public QuietCall(ApiInfo worker, Guid session, WorkersOptions options, Action<QuietCall, string?> ended)
    {
        Session = session;
        // Connecting again is our own matter: the call is lost with its connection.
        _connection = RpcConnection.Open(worker.ToWebSocket(),
            new RpcClientOptions { Reconnect = false, ConnectTimeout = options.Deadline, IdleTimeout = options.IdleTimeout });
        _running = Task.Run(() => WaitAsync(ended));
    }

    /// <summary>The process that is asked.</summary>
    public Guid Session { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connection.DisposeAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task WaitAsync(Action<QuietCall, string?> ended)
    {
        string? problem = null;
        try
        {
            await _connection.As<IWorkerApi>().WaitQuietAsync(_stop.Token);
        }
        catch (Exception error) when (error is RpcException or RpcTransportException or OperationCanceledException)
        {
            problem = error.Message;
        }

        ended(this, problem);
    }
}
