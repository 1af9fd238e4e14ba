using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>
/// The control frames on a WebSocket to our worker, byte by byte (ws-dialback.jsonl; protocol spec 2.5, 10.1 W13). Where a Go server sends pings,
/// ours sends pongs nobody asked for: either renews the deadline of a Go client, and old Go clients do not answer a ping that .NET waits for.
/// </summary>
public sealed class WorkerPingTests(WorkerFixture fixture) : IClassFixture<WorkerFixture>
{
    private const byte Final = 0x80, Ping = Final | 0x9, Pong = Final | 0xA, Masked = 0x80;

    [Fact]
    public async Task The_worker_answers_a_ping_and_shows_every_five_seconds_that_it_lives()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        using TcpClient client = new();
        await client.ConnectAsync(IPEndPoint.Parse(fixture.Client.Address), deadline.Token);
        NetworkStream stream = client.GetStream();
        string handshake = $"GET /rpc/v0 HTTP/1.1\r\nHost: {fixture.Client.Address}\r\nUser-Agent: Go-http-client/1.1\r\nAuthorization: Bearer {fixture.Miner.DialToken}\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(handshake), deadline.Token);
        string answer = await ReadHeadAsync(stream, deadline.Token);
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer, StringComparison.Ordinal);

        await stream.WriteAsync(new byte[] { Ping, Masked, 1, 2, 3, 4 }, deadline.Token);
        long sent = Environment.TickCount64;
        List<long> frames = [];
        while (frames.Count < 3)
        {
            byte[] frame = new byte[2];
            await stream.ReadExactlyAsync(frame, deadline.Token);
            Assert.True(frame[0] is Ping or Pong, $"a frame with the first byte {frame[0]:x2} came");
            Assert.Equal(0, frame[1]);
            frames.Add(Environment.TickCount64);
        }

        Assert.InRange(frames[0] - sent, 0, 2_000);
        Assert.InRange(frames[2] - frames[1], 4_000, 6_500);
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
