using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using LotusSeal.Lotus.Json;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Lotus.Rpc;

/// <summary>One accepted WebSocket: concurrent calls, cancelling, channels (protocol spec 2.5).</summary>
internal sealed class ServerSocket(RpcDispatcher dispatcher, RpcServerOptions options, RpcOrigin origin) : IDisposable
{
    private readonly ConcurrentDictionary<RpcId, CancellationTokenSource> _running = new();
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentCalls);
    private SocketFrames? _frames;
    private long _channels;

    public async Task RunAsync(HttpContext context, CancellationToken stopping)
    {
        string? protocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault();
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        using CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        _frames = new SocketFrames(socket, options.MaxBytesOf(origin.Permission));
        try
        {
            while (await _frames.ReceiveAsync(closed.Token) is { } frame)
            {
                await _slots.WaitAsync(closed.Token);
                Accept(frame, socket, closed.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
        finally
        {
            await closed.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames?.Dispose();
        _slots.Dispose();
    }

    /// <summary>Starts what a frame asks for; registering comes before running, so that a cancel that follows at once finds its call.</summary>
    private void Accept(byte[] frame, WebSocket socket, CancellationToken closed)
    {
        RpcRequest? request = Parse(frame);
        if (request is { Method: "xrpc.cancel" } cancel)
        {
            Cancel(cancel);
            _slots.Release();
            return;
        }

        if (request is { Method: "" })
        {
            _slots.Release();
            return;
        }

        CancellationTokenSource call = CancellationTokenSource.CreateLinkedTokenSource(closed);
        if (request is { Id.IsNone: false } known) _running[known.Id] = call;
        _ = Task.Run(() => RunCallAsync(request, socket, call), CancellationToken.None);
    }

    private async Task RunCallAsync(RpcRequest? request, WebSocket socket, CancellationTokenSource call)
    {
        try
        {
            RpcAnswer answer = request is { } known
                ? await dispatcher.DispatchAsync(known, origin, call.Token)
                : RpcAnswer.Failed(RpcId.None, RpcCodes.ParseError, "Parse error");
            if (answer.Drop) socket.Abort();
            else if (answer.Channel is not null) await RunChannelAsync(answer, call.Token);
            else if (!answer.IsSilent) await _frames!.SendAsync(answer.ToJson());
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
        finally
        {
            if (request is { Id.IsNone: false } known) _running.TryRemove(KeyValuePair.Create(known.Id, call));
            ReleaseSlot();
            call.Dispose();
        }
    }

    private void ReleaseSlot()
    {
        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended before this call, so nobody waits for the slot.
        }
    }

    private async Task RunChannelAsync(RpcAnswer answer, CancellationToken cancelled)
    {
        long channel = Interlocked.Increment(ref _channels);
        await _frames!.SendAsync((answer with { Channel = null, Result = channel, ResultType = typeof(long) }).ToJson());
        try
        {
            await foreach (object? value in answer.Channel!.WithCancellation(cancelled))
                await NotifyAsync("xrpc.ch.val", channel, value);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // The caller wants no more values, which it is told by the close below.
        }

        await NotifyAsync("xrpc.ch.close", channel);
    }

    private Task NotifyAsync(string method, params object?[] parameters) =>
        _frames!.SendAsync(LotusJson.Write(writer => RpcFrames.WriteRequest(writer, RpcId.None, method, parameters)));

    private void Cancel(RpcRequest cancel)
    {
        if (cancel.Params.ValueKind != JsonValueKind.Array || cancel.Params.GetArrayLength() != 1) return;
        RpcId id = RpcId.Read(cancel.Params[0], out _);
        if (id.IsNone || !_running.TryGetValue(id, out CancellationTokenSource? call)) return;
        try
        {
            call.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at this moment; its answer is on the way.
        }
    }

    private static RpcRequest? Parse(byte[] frame)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(frame, new JsonDocumentOptions { MaxDepth = LotusJson.Options.MaxDepth });
            return RpcRequest.Read(document.RootElement) is { } request
                ? request with { Params = request.Params.ValueKind == JsonValueKind.Undefined ? default : request.Params.Clone() }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
