using System.Net.WebSockets;
using LotusSeal.Lotus.Api;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Keeps one WebSocket to a peer: connects on first use, reports frames in order, connects again with growing delay.</summary>
internal sealed class SocketLink(ApiInfo info, RpcClientOptions options, Action<byte[]> onFrame, Action<RpcTransportException> onLost)
    : IAsyncDisposable
{
    private const double DelayGrowth = 1.5;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<SocketFrames> _connected = New();
    private Task? _loop;

    /// <summary>Sends a frame, waiting for the connection if need be.</summary>
    /// <exception cref="RpcTransportException">The connection is closed, lost or cannot be established.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, also when the connection is lost at that moment.</exception>
    public async Task SendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        SocketFrames frames = await Connected().WaitAsync(cancellationToken);
        try
        {
            await frames.SendAsync(frame).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (IsLoss(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Lost(e);
        }
    }

    /// <summary>Sends a frame if there is a connection right now; whether it arrives does not matter.</summary>
    public async Task TrySendAsync(byte[] frame)
    {
        Task<SocketFrames> connected = Connected();
        if (!connected.IsCompletedSuccessfully) return;
        try
        {
            await (await connected).SendAsync(frame);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The peer forgets the call together with the connection.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_gate)
        {
            loop = _loop;
            _closed.Cancel();
        }

        if (loop is not null) await loop;
        Fail(new RpcTransportException("the connection is closed"));
    }

    private static bool IsLoss(Exception e) =>
        e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException
            or InvalidOperationException;

    private static TaskCompletionSource<SocketFrames> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<SocketFrames> Connected()
    {
        lock (_gate)
        {
            if (_closed.IsCancellationRequested) return Task.FromException<SocketFrames>(new RpcTransportException("the connection is closed"));
            _loop ??= Task.Run(LoopAsync);
            return _connected.Task;
        }
    }

    private RpcTransportException Lost(Exception? cause) =>
        new($"{info}: {(cause is null ? "the peer closed the connection" : cause.Message)}", cause);

    private async Task LoopAsync()
    {
        int failures = 0;
        while (!_closed.IsCancellationRequested)
        {
            RpcTransportException error;
            try
            {
                error = await ServeAsync(() => failures = 0);
            }
            catch (RpcTransportException e)
            {
                error = e;
            }
            catch (Exception e) when (IsLoss(e))
            {
                error = Lost(e);
            }

            if (!options.Reconnect)
            {
                Fail(error);
                return;
            }

            Reset(error);
            onLost(error);
            await PauseAsync(failures++);
        }
    }

    /// <summary>Connects and reads until the connection ends.</summary>
    private async Task<RpcTransportException> ServeAsync(Action onConnected)
    {
        SocketActivity activity = new(options);
        using ClientWebSocket socket = new();
        socket.Options.KeepAliveInterval = options.KeepAliveInterval;
        socket.Options.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
        if (info.Token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {info.Token}");
        using CancellationTokenSource alive = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        await ConnectAsync(socket, activity, alive.Token);
        using SocketFrames frames = new(socket, options.MaxResponseBytes);
        onConnected();
        lock (_gate) _connected.TrySetResult(frames);
        Task watch = activity.WatchAsync(options.IdleTimeout, socket.Abort, alive.Token);
        try
        {
            while (await frames.ReceiveAsync(alive.Token) is { } frame) onFrame(frame);
            return Lost(null);
        }
        finally
        {
            await alive.CancelAsync();
            await watch;
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket, SocketActivity activity, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.ConnectTimeout);
        using HttpMessageInvoker invoker = activity.NewInvoker();
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(info.ToRpcUrl(), invoker, deadline.Token);
        }
        catch (WebSocketException e)
        {
            throw new RpcTransportException($"{info}: {e.Message}", e) { Status = socket.HttpStatusCode == 0 ? null : socket.HttpStatusCode };
        }
    }

    private async Task PauseAsync(int failures)
    {
        double delay = options.ReconnectDelay.TotalMilliseconds * Math.Pow(DelayGrowth, Math.Min(failures, 64));
        delay = Math.Min(delay + Random.Shared.Next(100), options.MaxReconnectDelay.TotalMilliseconds);
        await Task.Delay(TimeSpan.FromMilliseconds(delay), _closed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Calls that wait for this attempt fail with it; later ones wait for the next.</summary>
    private void Reset(RpcTransportException error)
    {
        lock (_gate)
        {
            _connected.TrySetException(error);
            _ = _connected.Task.Exception;
            _connected = New();
        }
    }

    /// <summary>Ends the link: nothing is connected again, and every call fails.</summary>
    private void Fail(RpcTransportException error)
    {
        Reset(error);
        lock (_gate) _connected.SetException(error);
        _ = _connected.Task.Exception;
        onLost(error);
    }
}
