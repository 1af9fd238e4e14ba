using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>A WebSocket client that shows control frames, which the framework's hides.</summary>
internal sealed class RawWebSocket : IDisposable
{
    public const int Ping = 9;
    public const int Pong = 10;
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawWebSocket(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
        _stream.ReadTimeout = 10_000;
    }

    public static async Task<RawWebSocket> ConnectAsync(int port, string path)
    {
        TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", port);
        RawWebSocket socket = new(tcp);
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await socket.ExactlyAsync(1))[0]);
        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        return socket;
    }

    public async Task<(int Opcode, byte[] Payload)> ReadAsync()
    {
        byte[] head = await ExactlyAsync(2);
        int length = head[1] & 127;
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(await ExactlyAsync(2));
        return (head[0] & 15, await ExactlyAsync(length));
    }

    public async Task SendAsync(int opcode, byte[] payload) =>
        await _stream.WriteAsync((byte[])[(byte)(128 | opcode), (byte)(128 | payload.Length), 0, 0, 0, 0, .. payload]);

    public void Dispose() => _tcp.Dispose();

    private async Task<byte[]> ExactlyAsync(int count)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, deadline.Token);
        return bytes;
    }
}
