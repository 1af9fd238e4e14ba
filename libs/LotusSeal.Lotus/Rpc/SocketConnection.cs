using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Calls over one WebSocket that is connected on first use and again when it is lost (protocol spec 2.5).</summary>
internal sealed class SocketConnection : RpcConnection
{
    private const int MaxBufferedValues = 4096;
    private readonly SocketLink _link;
    private readonly ConcurrentDictionary<RpcId, PendingCall> _pending = new();
    private readonly ConcurrentDictionary<double, PendingCall> _channels = new();
    private long _lastId;

    public SocketConnection(ApiInfo info, RpcClientOptions options)
        : base(options)
    {
        Pushes = new PushSender(info, options);
        _link = new SocketLink(info, options, OnFrame, OnLost);
    }

    private protected override PushSender Pushes { get; }

    public override async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        Pushes.Dispose();
    }

    internal override async IAsyncEnumerable<T> StreamAsync<T>(
        RpcMethod method,
        object?[] arguments,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PendingCall call = new() { Values = Channel.CreateBounded<JsonElement>(MaxBufferedValues) };
        await WithinDeadlineAsync(method, deadline => SendAndWaitAsync<object>(method, arguments, call, deadline.Token), cancellationToken);
        try
        {
            await foreach (JsonElement value in call.Values.Reader.ReadAllAsync(cancellationToken))
                yield return new RpcResponse(default, value, null).ResultAs<T>(method.Name)!;
        }
        finally
        {
            if (_channels.TryRemove(KeyValuePair.Create(call.ChannelNumber, call))) await CancelAsync(call.Id);
        }
    }

    private protected override Task<T?> ExchangeAsync<T>(RpcMethod method, object?[] arguments, ProgressDeadline deadline)
        where T : default => SendAndWaitAsync<T>(method, arguments, new PendingCall(), deadline.Token);

    private async Task<T?> SendAndWaitAsync<T>(RpcMethod method, object?[] arguments, PendingCall call, CancellationToken cancellationToken)
    {
        call.Id = RpcId.Of(Interlocked.Increment(ref _lastId));
        byte[] frame = LotusJson.Write(writer => RpcFrames.WriteRequest(writer, call.Id, method.WireName, arguments));
        _pending[call.Id] = call;
        try
        {
            await _link.SendAsync(frame, cancellationToken);
            RpcResponse response = await call.Answer.Task.WaitAsync(cancellationToken);
            return response.ResultAs<T>(method.Name);
        }
        catch (OperationCanceledException) when (_pending.TryRemove(call.Id, out _))
        {
            await CancelAsync(call.Id);
            throw;
        }
        catch (RpcTransportException e)
        {
            throw new RpcTransportException($"{method.Name}: {e.Message}", e) { Status = e.Status };
        }
        finally
        {
            _pending.TryRemove(call.Id, out _);
        }
    }

    private async Task CancelAsync(RpcId id)
    {
        byte[] frame = LotusJson.Write(writer => RpcFrames.WriteRequest(writer, RpcId.None, "xrpc.cancel", [id]));
        await _link.TrySendAsync(frame);
    }

    /// <summary>Called by the link for every message, in order.</summary>
    private void OnFrame(byte[] frame)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(frame, new JsonDocumentOptions { MaxDepth = LotusJson.Options.MaxDepth });
        }
        catch (JsonException)
        {
            return;
        }

        using (document)
        {
            if (RpcRequest.Read(document.RootElement) is { Method.Length: > 0 } request) OnRequest(request);
            else if (RpcResponse.Read(document.RootElement) is { } response) OnResponse(response);
        }
    }

    private void OnResponse(RpcResponse response)
    {
        if (!_pending.TryGetValue(response.Id, out PendingCall? call)) return;
        JsonElement result = response.Result.ValueKind == JsonValueKind.Undefined ? default : response.Result.Clone();
        if (call.Values is not null && response.Error is null && result.ValueKind == JsonValueKind.Number)
        {
            call.ChannelNumber = result.GetDouble();
            _channels[call.ChannelNumber] = call;
        }

        call.Answer.TrySetResult(response with { Result = result });
    }

    private void OnRequest(RpcRequest request)
    {
        if (request.Method is "xrpc.ch.val" or "xrpc.ch.close" && request.Params.ValueKind == JsonValueKind.Array
            && request.Params.GetArrayLength() > 0 && RpcId.Read(request.Params[0], out _).Number is double channel)
        {
            OnChannel(request, channel);
        }
        else if (!request.Id.IsNone)
        {
            _ = _link.TrySendAsync(RpcAnswer.Failed(request.Id, RpcCodes.MethodNotFound, $"method '{request.Method}' not found").ToJson());
        }
    }

    private void OnChannel(RpcRequest request, double channel)
    {
        if (!_channels.TryGetValue(channel, out PendingCall? call)) return;
        if (request.Method == "xrpc.ch.close")
        {
            _channels.TryRemove(channel, out _);
            call.Values!.Writer.TryComplete();
        }
        else if (request.Params.GetArrayLength() == 2 && !call.Values!.Writer.TryWrite(request.Params[1].Clone()))
        {
            call.Values.Writer.TryComplete(new RpcTransportException($"more than {MaxBufferedValues} values of a channel wait to be read"));
        }
    }

    /// <summary>Called by the link when the WebSocket is gone: every open call and channel fails.</summary>
    private void OnLost(RpcTransportException error)
    {
        foreach (RpcId id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out PendingCall? call)) call.Answer.TrySetException(error);
        }

        foreach (double channel in _channels.Keys)
        {
            if (_channels.TryRemove(channel, out PendingCall? call)) call.Values!.Writer.TryComplete(error);
        }
    }

    private sealed class PendingCall
    {
        public RpcId Id { get; set; }

        public TaskCompletionSource<RpcResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Channel<JsonElement>? Values { get; init; }

        public double ChannelNumber { get; set; }
    }
}
