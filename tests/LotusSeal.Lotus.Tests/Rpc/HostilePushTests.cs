using System.Net;
using System.Net.Sockets;
using System.Text;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Pushes that no client would make: what a call reads is what one sender sent whole, or an error (protocol spec 2.7).</summary>
public sealed class HostilePushTests
{
    private const string Path = "/rpc/streams/v0/push/";

    private static readonly byte[] Piece = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_push_is_answered_and_the_server_goes_on()
    {
        // Nobody calls for most of the ids: short, so that they are let go soon.
        await using TestHost host = await StartAsync(new RpcServerOptions { PushPairingTimeout = TimeSpan.FromMilliseconds(1) });
        Guid id = Guid.NewGuid();
        string[] samples =
        [
            $"HEAD {Path}{id} HTTP/1.1\r\nContent-Length: 0\r\n\r\n", $"POST {Path}{id} HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789",
            $"POST {Path}{id:B} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n",
            $"PUT {Path}{id:N}/ HTTP/1.1\r\n\r\n",
        ];
        await new Fuzz(samples) { Rounds = 200 }.CheckAsync(async bytes =>
        {
            string answer = await SendRawAsync(host, bytes);
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), answer);
            Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        });
        ISampleApi client = RpcClient.Create<ISampleApi>(host.Info);
        Assert.Equal(SampleApi.Session, await client.SessionAsync(Cancel));
        await ((IAsyncDisposable)client).DisposeAsync();
    }

    [Fact]
    public async Task Every_reader_parameter_is_answered()
    {
        await using TestHost host = await StartAsync(new RpcServerOptions { PushPairingTimeout = TimeSpan.FromMilliseconds(1) });
        // Not of zeros: a changed length may be one that nobody reads to its end.
        string sample = $$"""{"Type":"push","Info":"{{Guid.NewGuid()}}"}""";
        await new Fuzz(sample) { Rounds = 200 }.CheckAsync(async bytes =>
        {
            string reader = Encoding.UTF8.GetString(bytes);
            (int status, string body) = await host.PostAsync($$"""{"id":1,"method":"Filecoin.Read","params":[0,{{reader}}]}""");
            Assert.True(status is 200 or 400 or 500, $"{status}: {body}");
            Assert.True(status != 200 || body.Contains("result", StringComparison.Ordinal) || body.Contains("error", StringComparison.Ordinal), body);
        });
    }

    /// <summary>Every length of the body after which the sender may hang up.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_cut_anywhere_is_never_a_piece(bool chunked)
    {
        await using TestHost host = await StartAsync();
        byte[] body = chunked ? Encoding.Latin1.GetBytes($"a\r\n{Encoding.Latin1.GetString(Piece)}\r\n0\r\n\r\n") : Piece;
        string length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Piece.Length}";
        for (int cut = 0; cut < body.Length; cut++)
        {
            Guid id = Guid.NewGuid();
            Task<(int Status, string Body)> call = ReadAsync(host, id);
            // Answered when the method reads: a sender that hangs up before anybody called is another case.
            using HttpResponseMessage head =
                await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Path + id), Cancel).WaitAsync(Patience.Limit, Cancel);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            await SendRawAsync(host, [.. Encoding.ASCII.GetBytes($"POST {Path}{id} HTTP/1.1\r\nHost: h\r\n{length}\r\n\r\n"), .. body[..cut]]);
            (_, string answer) = await call.WaitAsync(Patience.Limit, Cancel);
            Assert.True(answer.Contains($"the pushed piece {id}", StringComparison.Ordinal), $"cut after {cut} bytes: {answer}");
            Assert.DoesNotContain("result", answer, StringComparison.Ordinal);
        }

        await ReadWholeAsync(host);
    }

    [Fact]
    public async Task Of_senders_for_one_id_one_is_read_whole()
    {
        await using TestHost host = await StartAsync();
        for (int round = 0; round < 20; round++)
        {
            Guid id = Guid.NewGuid();
            byte[][] pieces = [[.. Enumerable.Repeat((byte)1, 200_000)], [.. Enumerable.Repeat((byte)2, 200_001)]];
            Task<HttpResponseMessage>[] sending =
                [.. pieces.Select(piece => host.Http.PostAsync(new Uri(Path + id, UriKind.Relative), new ByteArrayContent(piece), Cancel))];
            (int status, string answer) = await ReadAsync(host, id).WaitAsync(Patience.Limit, Cancel);
            int read = Array.FindIndex(pieces, piece => answer.Contains($"\"result\":{Sum(piece)}}}", StringComparison.Ordinal));
            Assert.True(status == 200 && read >= 0, answer);
            using HttpResponseMessage taken = await sending[read].WaitAsync(Patience.Limit, Cancel);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }
    }

    private static Task<TestHost> StartAsync(RpcServerOptions? options = null) =>
        TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()), options);

    /// <summary>What the server's method makes of a piece.</summary>
    private static long Sum(byte[] piece) => piece.Sum(value => value + 1L);

    private static Task<(int Status, string Body)> ReadAsync(TestHost host, Guid id) =>
        host.PostAsync($$"""{"id":1,"method":"Filecoin.Read","params":[0,{"Type":"push","Info":"{{id}}"}]}""");

    private static async Task ReadWholeAsync(TestHost host)
    {
        ISampleApi client = RpcClient.Create<ISampleApi>(host.Info);
        using MemoryStream stream = new(Piece);
        Assert.Equal((ulong)Sum(Piece), await client.ReadAsync(0, PieceReaders.Push(stream), Cancel).WaitAsync(Patience.Limit, Cancel));
        await ((IAsyncDisposable)client).DisposeAsync();
    }

    /// <summary>Sends bytes, hangs up and returns what the server answered.</summary>
    private static async Task<string> SendRawAsync(TestHost host, byte[] bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Url.Host, host.Url.Port, Cancel);
        NetworkStream stream = client.GetStream();
        using MemoryStream answer = new();
        try
        {
            await stream.WriteAsync(bytes, Cancel);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, Cancel);
        }
        catch (IOException)
        {
            // No request of HTTP: the server hung up.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
