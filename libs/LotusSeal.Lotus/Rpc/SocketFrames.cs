using System.Buffers;
using System.Net.WebSockets;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Whole messages over a WebSocket; one receiver, any number of senders.</summary>
internal sealed class SocketFrames(WebSocket socket, long maxBytes) : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private static readonly TimeSpan SendDeadline = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim _sending = new(1);
    private long _pieces;

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

    /// <summary>Sends a text message. A peer that takes nothing of it for a minute loses the connection; one that is slow does not.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        await WaitForTurnAsync();
        try
        {
            using CancellationTokenSource deadline = new();
            for (int at = 0; at < message.Length || at == 0; at += PieceBytes)
            {
                deadline.CancelAfter(SendDeadline);
                ReadOnlyMemory<byte> piece = message.Slice(at, Math.Min(PieceBytes, message.Length - at));
                await socket.SendAsync(piece, WebSocketMessageType.Text, at + piece.Length == message.Length, deadline.Token);
                Interlocked.Increment(ref _pieces);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sending.Dispose();

    /// <summary>Waits behind other messages for as long as something of them goes out.</summary>
    private async Task WaitForTurnAsync()
    {
        long seen;
        do
        {
            seen = Interlocked.Read(ref _pieces);
            if (await _sending.WaitAsync(SendDeadline)) return;
        }
        while (Interlocked.Read(ref _pieces) != seen);
        throw new OperationCanceledException($"the peer took nothing for {SendDeadline.TotalSeconds} s");
    }

    private async Task AnswerCloseAsync(CancellationToken cancellationToken)
    {
        if (socket.State != WebSocketState.CloseReceived) return;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }
}
