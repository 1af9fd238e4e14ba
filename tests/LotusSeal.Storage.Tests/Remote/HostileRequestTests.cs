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
            $"GET {server.AbsolutePath}/unsealed/s-t01000-9 HTTP/1.1\r\nRange: bytes=0-15\r\n",
            $"GET {server.AbsolutePath}/unsealed/s-t01000-9 HTTP/1.1\r\nRange: bytes=2000-,5-6\r\n",
            $"GET {server.AbsolutePath}/unsealed/s-t01000-9/5/allocated/0/127 HTTP/1.1\r\nRange: bytes=-5\r\n",
            $"GET {server.AbsolutePath}/cache/s-t01000-9 HTTP/1.1\r\nRange: bytes=1-0\r\n",
            $"GET {server.AbsolutePath}/stat/00000000-0000-0000-0000-000000000000 HTTP/1.1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        ];
        await new Fuzz(samples) { Rounds = 400 }.CheckAsync(head => AnsweredAsync(server, head));
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestNode.Token);
        Assert.Equal(content, await http.GetByteArrayAsync($"{node.BaseUrl}/unsealed/s-t01000-9", Cancel));
    }

    [Fact]
    public async Task Every_method_and_body_is_answered_and_nothing_outside_the_sectors_is_touched()
    {
        await using TestNode node = await TestNode.StartAsync(new MinerSectorIndex(TimeProvider.System));
        string root = await node.AddPathAsync("a", store: true), descriptor = File.ReadAllText(Path.Combine(root, StorageDescriptor.FileName));
        await node.PutAsync("a", root, Sectors.Small, SectorFileType.Cache, Sectors.Bytes(100));
        string notes = Path.Combine(root, "cache", "notes"), outside = Path.Combine(Path.GetDirectoryName(root)!, "outside");
        foreach (string file in (string[])[notes, outside]) File.WriteAllText(file, "kept");
        Uri server = new(node.BaseUrl);
        string path = server.AbsolutePath;
        string[] samples =
        [
            $"DELETE {path}/cache/s-t01000-9 HTTP/1.1\r\n",
            $"DELETE {path}/unsealed/s-t01000-9?keep=00000000-0000-0000-0000-000000000000 HTTP/1.1\r\n",
            $"HEAD {path}/sealed/s-t01000-9 HTTP/1.1\r\n", $"PUT {path}/cache/notes HTTP/1.1\r\nContent-Length: 4\r\n",
            $"POST {path}/vanilla/single HTTP/1.1\r\nContent-Length: 2\r\n", $"DELETE {path}/cache/..%2f..%2foutside HTTP/1.1\r\n",
            $"DELETE {path}/cache/../outside HTTP/1.1\r\n", $"DELETE {path}/cache/notes HTTP/1.1\r\n",
        ];
        await new Fuzz(samples) { Rounds = 300 }.CheckAsync(head => AnsweredAsync(server, head));
        Assert.Equal(("kept", "kept"), (File.ReadAllText(notes), File.ReadAllText(outside)));
        Assert.Equal(descriptor, File.ReadAllText(Path.Combine(root, StorageDescriptor.FileName)));
    }

    private static async Task AnsweredAsync(Uri server, byte[] head)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server.Host, server.Port, Cancel);
        using NetworkStream stream = client.GetStream();
        using MemoryStream answer = new();
        try
        {
            // Two empty lines end the header whatever became of the line end before them.
            string end = $"Host: h\r\nAuthorization: Bearer {TestNode.Token}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync((byte[])[.. head, .. Encoding.ASCII.GetBytes(end)], Cancel);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, Cancel);
        }
        catch (IOException)
        {
            return; // no request of HTTP: the server hung up
        }

        string text = Encoding.Latin1.GetString(answer.ToArray());
        Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.", StringComparison.Ordinal), text);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
    }
}
