using System.Buffers;
using System.Net.WebSockets;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Whole messages over a WebSocket; one receiver, any number of senders.</summary>
internal sealed class SocketFrames(WebSocket socket, long maxBytes) : IDisposable
{
    private static readonly TimeSpan SendDeadline = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>The next text or binary message, or null when the peer closed.</summary>
    /// <exception cref="IOException">The message is larger than allowed.</exception>
    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> message = new(4096);
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(message.GetMemory(4096), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync(cancellationToken);
                return null;
            }

            message.Advance(part.Count);
            if (message.WrittenCount > maxBytes) throw new IOException($"a WebSocket message is larger than {maxBytes} bytes");
            if (part.EndOfMessage) return message.WrittenSpan.ToArray();
        }
    }

    /// <summary>Sends a text message. A peer that does not take it within a minute loses the connection.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        using CancellationTokenSource deadline = new(SendDeadline);
        await _sending.WaitAsync(deadline.Token);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, true, deadline.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sending.Dispose();

    private async Task AnswerCloseAsync(CancellationToken cancellationToken)
    {
        if (socket.State != WebSocketState.CloseReceived) return;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }
}
