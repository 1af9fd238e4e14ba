using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Limits, and what an interceptor can do to a call.</summary>
public sealed class RpcServerLimitTests
{
    private const string Session = """{"id":1,"method":"Filecoin.Session"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_limit_is_refused_and_one_at_the_limit_is_not(bool chunked)
    {
        await using TestHost host = await TestHost.StartAsync(
            server => server.Serve<ISampleApi>(new SampleApi()), new RpcServerOptions { MaxRequestBytes = 1000 });
        Assert.Equal(200, (await PostAsync(host, Session.PadRight(1000), chunked)).Status);
        (int status, string body) = await PostAsync(host, Session.PadRight(1001), chunked);
        Assert.Equal(500, status);
        Assert.Equal(
            "{\"error\":{\"code\":-32700,\"message\":\"request bigger than maximum 1000 allowed\"},\"id\":null,\"jsonrpc\":\"2.0\"}\n", body);
    }

    [Fact]
    public async Task The_default_limit_is_above_that_of_the_web_server()
    {
        Assert.Equal(104_857_600, new RpcServerOptions().MaxRequestBytes);
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        (int status, string body) = await host.PostAsync(Session.PadRight(31_000_000));
        Assert.Equal(200, status);
        Assert.StartsWith("{\"id\":1", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_showed_no_token_may_send_little(bool chunked)
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        Assert.Equal(200, (await PostAsync(host, Session.PadRight(65_536), chunked)).Status);
        (int status, string body) = await PostAsync(host, Session.PadRight(65_537), chunked);
        Assert.Equal(500, status);
        Assert.Contains("request bigger than maximum 65536 allowed", body, StringComparison.Ordinal);
        Assert.Equal(200, (await host.PostAsync(Session.PadRight(65_537))).Status);
    }

    [Theory]
    [InlineData("", 500)]
    [InlineData("Authorization: Bearer wrong\r\n", 401)]
    public async Task A_large_body_is_refused_before_any_of_it_was_sent(string header, int expected)
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        using TcpClient stranger = new();
        await stranger.ConnectAsync(host.Url.Host, host.Url.Port);
        await stranger.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /rpc/v0 HTTP/1.1\r\nHost: x\r\n{header}Content-Length: 100000000\r\n\r\n"));
        using StreamReader answer = new(stranger.GetStream());
        Assert.StartsWith($"HTTP/1.1 {expected}", await answer.ReadLineAsync().WaitAsync(Patience.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_without_a_token_takes_small_messages_only()
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri($"ws://{host.Url.Authority}/rpc/v0"), default);
        byte[] buffer = new byte[1000];
        await socket.SendAsync(Encoding.UTF8.GetBytes(Session.PadRight(60_000)), WebSocketMessageType.Text, true, default);
        Assert.True((await socket.ReceiveAsync(buffer, default).WaitAsync(Patience.Limit)).Count > 0);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(Session.PadRight(100_000)), WebSocketMessageType.Text, true, default);
            await socket.ReceiveAsync(buffer, default).WaitAsync(Patience.Limit);
        });
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        string deep = $$"""{"id":1,"method":"Filecoin.StorageInfo","params":[{{new string('[', 5000)}}{{new string(']', 5000)}}]}""";
        (int status, string body) = await host.PostAsync(deep);
        Assert.Equal(500, status);
        Assert.Contains("Parse error", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interceptor_sees_fails_and_drops_calls()
    {
        List<string> seen = [];
        SampleApi api = new();
        RpcServerOptions options = new()
        {
            Intercept = async (call, _) =>
            {
                seen.Add($"{call.Method} {call.Params.GetRawText()} {call.Peer!.Address} {call.IsWebSocket}");
                await Task.Yield();
                string first = call.Params.GetArrayLength() > 0
                    && call.Params[0].ValueKind == System.Text.Json.JsonValueKind.String ? call.Params[0].GetString()! : "";
                if (first == "error") throw new RpcException("injected");
                if (first == "unanswered") throw new RpcUnansweredException("the server stops");
                if (first == "before") call.Fate = RpcCallFate.DropBefore;
                if (call.Method == "Filecoin.Keep") call.Fate = RpcCallFate.DropAnswer;
            },
        };
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(api), options);
        ISampleApi client = RpcClient.Create<ISampleApi>(host.Info);
        Assert.Equal("fine", await client.StorageInfoAsync("fine", default));
        Assert.Equal("injected", (await Assert.ThrowsAsync<RpcException>(() => client.StorageInfoAsync("error", default))).Message);
        await Assert.ThrowsAsync<RpcTransportException>(() => client.StorageInfoAsync("before", default));
        Assert.Null(api.Kept);
        await Assert.ThrowsAsync<RpcTransportException>(() => client.KeepAsync(PieceReaders.Zero(3), default));
        Assert.NotNull(api.Kept);
        Assert.Equal("Filecoin.StorageInfo [\"fine\"] 127.0.0.1 False", seen[0]);
        Assert.Equal("Filecoin.Keep [{\"Type\":\"null\",\"Info\":\"3\"}] 127.0.0.1 False", seen[3]);
        await Assert.ThrowsAsync<RpcTransportException>(() => client.StorageInfoAsync("unanswered", default));
    }

    [Fact]
    public async Task A_method_cannot_be_served_twice()
    {
        RpcServer server = new(new JwtTokens(new byte[32]));
        server.Serve<ISampleApi>(new SampleApi());
        Assert.Contains("Filecoin.Session", Assert.Throws<ArgumentException>(() => server.Serve<ISampleApi>(new SampleApi())).Message,
            StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Slow_calls_do_not_hold_up_others()
    {
        SampleApi api = new();
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(api));
        ISampleApi client = RpcClient.Create<ISampleApi>(host.Info);
        using CancellationTokenSource stop = new();
        Task[] slow = [.. Enumerable.Range(0, 50).Select(_ => client.WaitQuietAsync(stop.Token))];
        await api.Waiting.Task;
        Assert.Equal(SampleApi.Session, await client.SessionAsync(default).WaitAsync(Patience.Limit));
        await stop.CancelAsync();
        foreach (Task call in slow) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await api.Cancelled.Task.WaitAsync(Patience.Limit);
    }

    private static async Task<(int Status, string Body)> PostAsync(TestHost host, string body, bool chunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/rpc/v0") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TransferEncodingChunked = chunked;
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
