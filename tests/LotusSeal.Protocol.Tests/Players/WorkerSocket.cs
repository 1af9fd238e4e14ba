using System.Net.WebSockets;
using System.Text;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>A WebSocket to the worker.</summary>
internal sealed class WorkerSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketState State => _socket.State;

    /// <summary>Opens the socket; returns the response of the handshake.</summary>
    public async Task<Message> OpenAsync(string address, string token)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        _socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        _socket.Options.CollectHttpResponseDetails = true;
        await _socket.ConnectAsync(new Uri($"ws://{address}/rpc/v0"), deadline.Token);
        return new Message
        {
            Sequence = 0,
            Link = Link.Worker,
            From = Party.Worker,
            Kind = MessageKind.HttpResponse,
            Method = "GET",
            Path = "/rpc/v0",
            Status = (int)_socket.HttpStatusCode,
            Headers = [.. _socket.HttpResponseHeaders!.Select(pair => new Header(pair.Key, string.Join(",", pair.Value)))],
        };
    }

    public async Task SendAsync(string text)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, deadline.Token);
    }

    /// <summary>The next text frame.</summary>
    /// <exception cref="PlayException">None came in time.</exception>
    public async Task<string> ReceiveAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(15));
        using MemoryStream text = new();
        byte[] buffer = new byte[16384];
        try
        {
            while (true)
            {
                WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, deadline.Token);
                if (part.MessageType != WebSocketMessageType.Text)
                    throw new PlayException($"a frame of type {part.MessageType} came where a text was due");
                text.Write(buffer, 0, part.Count);
                if (part.EndOfMessage) return Encoding.UTF8.GetString(text.ToArray());
            }
        }
        catch (OperationCanceledException)
        {
            throw new PlayException("no WebSocket answer within 15 s");
        }
    }

    public void Dispose() => _socket.Dispose();
}
