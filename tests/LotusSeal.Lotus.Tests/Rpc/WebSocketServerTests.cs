using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>The server's WebSocket, driven frame by frame (protocol spec 2.5).</summary>
public sealed class WebSocketServerTests : IAsyncLifetime
{
    private readonly SampleApi _api = new();
    private TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(_api));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(WebSocketMessageType.Text)]
    [InlineData(WebSocketMessageType.Binary)]
    public async Task A_call_is_answered(WebSocketMessageType type)
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"jsonrpc":"2.0","id":"x","method":"Filecoin.Nothing","params":[]}""", type);
        Assert.Equal("{\"id\":\"x\",\"jsonrpc\":\"2.0\",\"result\":null}\n", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task Errors_and_unreadable_frames_do_not_end_the_connection()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, "hello");
        Assert.Contains("-32700", await ReceiveAsync(socket), StringComparison.Ordinal);
        await SendAsync(socket, """[{"id":1,"method":"Filecoin.Nothing"}]""");
        Assert.Contains("-32700", await ReceiveAsync(socket), StringComparison.Ordinal);
        await SendAsync(socket, """{"id":2,"method":"Filecoin.NoSuch"}""");
        Assert.Equal("{\"error\":{\"code\":-32601,\"message\":\"method 'Filecoin.NoSuch' not found\"},\"id\":2,\"jsonrpc\":\"2.0\"}\n",
            await ReceiveAsync(socket));
        await SendAsync(socket, """{"method":"Filecoin.Nothing"}""");
        await SendAsync(socket, """{"id":7,"jsonrpc":"2.0","result":5}""");
        await SendAsync(socket, """{"id":3,"method":"Filecoin.Nothing"}""");
        Assert.Equal("{\"id\":3,\"jsonrpc\":\"2.0\",\"result\":null}\n", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task Answers_overtake_a_running_call_and_cancel_ends_it()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"id":1,"method":"Filecoin.WaitQuiet"}""");
        await _api.Waiting.Task;
        await SendAsync(socket, """{"id":2,"method":"Filecoin.Nothing"}""");
        Assert.Equal("{\"id\":2,\"jsonrpc\":\"2.0\",\"result\":null}\n", await ReceiveAsync(socket));
        await SendAsync(socket, """{"jsonrpc":"2.0","method":"xrpc.cancel","params":[1]}""");
        Assert.Equal("{\"error\":{\"code\":1,\"message\":\"context canceled\"},\"id\":1,\"jsonrpc\":\"2.0\"}\n", await ReceiveAsync(socket));
        await _api.Cancelled.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_channel_carries_its_values_in_order_and_then_closes()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"id":5,"method":"Filecoin.Count","params":[2]}""");
        Assert.Equal("{\"id\":5,\"jsonrpc\":\"2.0\",\"result\":1}\n", await ReceiveAsync(socket));
        Assert.Equal("""{"jsonrpc":"2.0","method":"xrpc.ch.val","params":[1,1]}""", await ReceiveAsync(socket));
        Assert.Equal("""{"jsonrpc":"2.0","method":"xrpc.ch.val","params":[1,2]}""", await ReceiveAsync(socket));
        Assert.Equal("""{"jsonrpc":"2.0","method":"xrpc.ch.close","params":[1]}""", await ReceiveAsync(socket));
        await SendAsync(socket, """{"id":6,"method":"Filecoin.Count","params":[1]}""");
        Assert.Equal("{\"id\":6,\"jsonrpc\":\"2.0\",\"result\":2}\n", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task Cancelling_the_request_ends_its_channel()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"id":5,"method":"Filecoin.Count","params":[0]}""");
        Assert.Contains("\"result\":1", await ReceiveAsync(socket), StringComparison.Ordinal);
        await SendAsync(socket, """{"jsonrpc":"2.0","method":"xrpc.cancel","params":[5]}""");
        Assert.Equal("""{"jsonrpc":"2.0","method":"xrpc.ch.close","params":[1]}""", await ReceiveAsync(socket));
        await _api.CountEnded.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_lost_connection_cancels_its_calls_and_channels()
    {
        ClientWebSocket socket = await ConnectAsync();
        await SendAsync(socket, """{"id":1,"method":"Filecoin.WaitQuiet"}""");
        await SendAsync(socket, """{"id":5,"method":"Filecoin.Count","params":[0]}""");
        await _api.Waiting.Task;
        Assert.Contains("\"result\":1", await ReceiveAsync(socket), StringComparison.Ordinal);
        socket.Abort();
        await _api.Cancelled.Task.WaitAsync(Patience.Limit);
        await _api.CountEnded.Task.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_close_is_answered()
    {
        using ClientWebSocket socket = await ConnectAsync();
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default).WaitAsync(Patience.Limit);
        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task The_requested_subprotocol_is_echoed_and_a_bad_token_is_401()
    {
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("jsonrpc");
        await socket.ConnectAsync(new Uri($"ws://{_host.Url.Authority}/rpc/v0"), default);
        Assert.Equal("jsonrpc", socket.SubProtocol);
        using ClientWebSocket refused = new();
        refused.Options.SetRequestHeader("Authorization", "Bearer abc");
        refused.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => refused.ConnectAsync(new Uri($"ws://{_host.Url.Authority}/rpc/v0"), default));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.HttpStatusCode);
    }

    [Fact]
    public async Task Pings_are_answered_and_the_server_shows_signs_of_life()
    {
        await using TestHost host = await TestHost.StartAsync(
            server => server.Serve<ISampleApi>(_api), new RpcServerOptions { KeepAliveInterval = TimeSpan.FromMilliseconds(100) });
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(host.Url.Port, "/rpc/v0");
        Assert.Equal(RawWebSocket.Pong, (await socket.ReadAsync()).Opcode);
        await socket.SendAsync(RawWebSocket.Ping, "hi"u8.ToArray());
        while (true)
        {
            (int opcode, byte[] payload) = await socket.ReadAsync();
            Assert.Equal(RawWebSocket.Pong, opcode);
            if (Encoding.UTF8.GetString(payload) == "hi") break;
        }
    }

    [Fact]
    public async Task A_message_above_the_limit_ends_the_connection()
    {
        await using TestHost host = await TestHost.StartAsync(
            server => server.Serve<ISampleApi>(_api), new RpcServerOptions { MaxRequestBytes = 1000 });
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri($"ws://{host.Url.Authority}/rpc/v0"), default);
        await SendAsync(socket, new string(' ', 20_000));
        await Assert.ThrowsAnyAsync<WebSocketException>(() => ReceiveAsync(socket));
    }

    [Fact]
    public async Task Many_calls_at_once_are_all_answered()
    {
        await using TestHost host = await TestHost.StartAsync(
            server => server.Serve<ISampleApi>(_api), new RpcServerOptions { MaxConcurrentCalls = 4 });
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {host.Admin}");
        await socket.ConnectAsync(new Uri($"ws://{host.Url.Authority}/rpc/v0"), default);
        HashSet<double> ids = [];
        for (int i = 0; i < 300; i++) await SendAsync(socket, $$"""{"id":{{i}},"method":"Filecoin.Nothing"}""");
        for (int i = 0; i < 300; i++) ids.Add(JsonDocument.Parse(await ReceiveAsync(socket)).RootElement.GetProperty("id").GetDouble());
        Assert.Equal(300, ids.Count);
    }

    private static async Task SendAsync(WebSocket socket, string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, default);

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        byte[] buffer = new byte[100_000];
        WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, deadline.Token);
        Assert.True(part.EndOfMessage);
        return Encoding.UTF8.GetString(buffer, 0, part.Count);
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_host.Admin}");
        await socket.ConnectAsync(new Uri($"ws://{_host.Url.Authority}/rpc/v0"), default);
        return socket;
    }
}
