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
        using CancellationTokenSource deadline = new(Patience.Limit);
        long begun = Environment.TickCount64;
        using TcpClient client = new();
        await client.ConnectAsync(IPEndPoint.Parse(fixture.Client.Address), deadline.Token);
        NetworkStream stream = client.GetStream();
        string handshake = $"GET /rpc/v0 HTTP/1.1\r\nHost: {fixture.Client.Address}\r\nUser-Agent: Go-http-client/1.1\r\nAuthorization: Bearer {fixture.Miner.DialToken}\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(handshake), deadline.Token);
        string answer = await ReadHeadAsync(stream, deadline.Token);
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer, StringComparison.Ordinal);

        // A mask of zeroes leaves the payload as it is; a pong that answers carries it back, those that only show life are empty.
        await stream.WriteAsync(new byte[] { Ping, Masked | 4, 0, 0, 0, 0, 9, 8, 7, 6 }, deadline.Token);
        List<byte[]> answers = [];
        for (int signsOfLife = 0; signsOfLife < 2;)
        {
            byte[] frame = new byte[2];
            await stream.ReadExactlyAsync(frame, deadline.Token);
            Assert.True(frame[0] is Ping or Pong, $"a frame with the first byte {frame[0]:x2} came");
            byte[] payload = new byte[frame[1]];
            await stream.ReadExactlyAsync(payload, deadline.Token);
            if (payload.Length > 0) answers.Add([frame[0], .. payload]);
            else signsOfLife++;
        }

        Assert.Equal([Pong, 9, 8, 7, 6], Assert.Single(answers));
        // Counted from before the handshake, so that no delay of the worker or of this test can make the intervals look shorter.
        Assert.InRange(Environment.TickCount64 - begun, 10_000 - 100, long.MaxValue);
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
