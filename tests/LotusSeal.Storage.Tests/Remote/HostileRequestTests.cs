using System.Net.Sockets;
using System.Text;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Storage.Tests;

/// <summary>Paths, methods and range headers that no client library would send: always an answer, never a file from elsewhere.</summary>
public sealed class HostileRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_line_and_range_is_answered()
    {
        MinerSectorIndex miner = new(TimeProvider.System);
        await using TestNode node = await TestNode.StartAsync(miner);
        byte[] content = Sectors.Bytes(2055);
        await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, SectorFileType.Unsealed, content);
        Uri server = new(node.BaseUrl);
        string[] samples =
        [
            $"GET {server.AbsolutePath}/unsealed/s-t01000-9 HTTP/1.1\r\nRange: bytes=0-15\r\n", $"GET {server.AbsolutePath}/unsealed/s-t01000-9 HTTP/1.1\r\nRange: bytes=2000-,5-6\r\n",
            $"GET {server.AbsolutePath}/unsealed/s-t01000-9/5/allocated/0/127 HTTP/1.1\r\nRange: bytes=-5\r\n", $"GET {server.AbsolutePath}/cache/s-t01000-9 HTTP/1.1\r\nRange: bytes=1-0\r\n",
            $"GET {server.AbsolutePath}/stat/00000000-0000-0000-0000-000000000000 HTTP/1.1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        ];
        await new Fuzz(samples) { Rounds = 400 }.CheckAsync(async head =>
        {
            using TcpClient client = new();
            await client.ConnectAsync(server.Host, server.Port, Cancel);
            using NetworkStream stream = client.GetStream();
            // Two empty lines end the header whatever became of the line end before them.
            await stream.WriteAsync((byte[])[.. head, .. Encoding.ASCII.GetBytes($"Host: h\r\nAuthorization: Bearer {TestNode.Token}\r\nConnection: close\r\n\r\n")], Cancel);
            client.Client.Shutdown(SocketShutdown.Send);
            using MemoryStream answer = new();
            try
            {
                await stream.CopyToAsync(answer, Cancel);
            }
            catch (IOException)
            {
                return; // no request of HTTP: the server hung up
            }

            string text = Encoding.Latin1.GetString(answer.ToArray());
            Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.", StringComparison.Ordinal), text);
            Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        });
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestNode.Token);
        Assert.Equal(content, await http.GetByteArrayAsync($"{node.BaseUrl}/unsealed/s-t01000-9", Cancel));
    }
}
