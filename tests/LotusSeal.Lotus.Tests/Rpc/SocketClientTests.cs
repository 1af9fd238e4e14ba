using System.Net.Sockets;
using System.Net.WebSockets;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>The client over a WebSocket, against our server and against peers that misbehave.</summary>
public sealed class SocketClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly RpcClientOptions Quick = new()
    {
        ReconnectDelay = TimeSpan.FromMilliseconds(20),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(100)
    };

    [Fact]
    public async Task Concurrent_calls_share_one_connection()
    {
        int peers = 0;
        HashSet<int> ports = [];
        RpcServerOptions options = new()
        {
            Intercept = (call, _) =>
            {
                lock (ports) ports.Add(call.Peer!.Port);
                Interlocked.Increment(ref peers);
                return Task.CompletedTask;
            },
        };
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()), options);
        await using RpcConnection connection = RpcConnection.Open(host.Info.ToWebSocket());
        ISampleApi client = connection.As<ISampleApi>();
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.StorageInfoAsync($"{i}", default)));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), answers);
        Assert.Equal("worker disabled", (await Assert.ThrowsAsync<RpcException>(() => client.FailAsync("rpc", default))).Message);
        Assert.Equal(101, peers);
        Assert.Single(ports);
    }

    [Fact]
    public async Task A_channel_is_an_async_sequence()
    {
        SampleApi api = new();
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(api));
        await using RpcConnection connection = RpcConnection.Open(host.Info.ToWebSocket());
        ISampleApi client = connection.As<ISampleApi>();
        List<int> values = [];
        await foreach (int value in client.CountAsync(1000, default)) values.Add(value);
        Assert.Equal(Enumerable.Range(1, 1000), values);
        await foreach (int value in client.CountAsync(1000, default))
        {
            if (value == 3) break;
        }
    }

    [Fact]
    public async Task Cancelling_reaches_the_server()
    {
        SampleApi api = new();
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(api));
        await using RpcConnection connection = RpcConnection.Open(host.Info.ToWebSocket());
        ISampleApi client = connection.As<ISampleApi>();
        using CancellationTokenSource stop = new();
        Task call = client.WaitQuietAsync(stop.Token);
        await api.Waiting.Task.WaitAsync(Patience);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await api.Cancelled.Task.WaitAsync(Patience);
        using CancellationTokenSource stopCount = new(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int _ in client.CountAsync(0, stopCount.Token)) { }
        });
        await api.CountEnded.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_lost_connection_fails_open_calls_and_channels_and_is_made_again()
    {
        SampleApi api = new();
        TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(api));
        await using RpcConnection connection = RpcConnection.Open(host.Info.ToWebSocket(), Quick);
        ISampleApi client = connection.As<ISampleApi>();
        Task waiting = client.WaitQuietAsync(default);
        IAsyncEnumerator<int> channel = client.CountAsync(0, default).GetAsyncEnumerator();
        Task<bool> next = channel.MoveNextAsync().AsTask();
        await api.Waiting.Task.WaitAsync(Patience);
        int port = host.Url.Port;
        await host.DisposeAsync();
        await Assert.ThrowsAsync<RpcTransportException>(() => waiting.WaitAsync(Patience));
        await Assert.ThrowsAsync<RpcTransportException>(() => next.WaitAsync(Patience));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default).WaitAsync(Patience));
        await using TestHost again = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()), port: port);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Assert.Equal(SampleApi.Session, await client.SessionAsync(default).WaitAsync(Patience));
                return;
            }
            catch (RpcTransportException) when (attempt < 50)
            {
                await Task.Delay(20);
            }
        }
    }

    [Fact]
    public async Task Without_reconnecting_a_lost_connection_stays_lost()
    {
        RpcServerOptions drop = new()
        {
            Intercept = (call, _) =>
            {
                if (call.Method == "Filecoin.Nothing") call.Fate = RpcCallFate.DropAnswer;
                return Task.CompletedTask;
            },
        };
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()), drop);
        await using RpcConnection connection = RpcConnection.Open(host.Info.ToWebSocket(), new RpcClientOptions { Reconnect = false });
        ISampleApi client = connection.As<ISampleApi>();
        Assert.Equal(SampleApi.Session, await client.SessionAsync(default));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.NothingAsync(default).WaitAsync(Patience));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default).WaitAsync(Patience));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_closed_connection_refuses_calls_and_nobody_listening_fails_them_at_once()
    {
        RpcConnection connection = RpcConnection.Open(new ApiInfo(null, new Uri("ws://127.0.0.1:1")), Quick);
        ISampleApi client = connection.As<ISampleApi>();
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default).WaitAsync(Patience));
        await connection.DisposeAsync();
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default).WaitAsync(Patience));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_call_and_the_opening_of_a_channel_have_a_deadline()
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync((_, context) => HoldAsync(context, TimeSpan.FromMilliseconds(100)));
        await using RpcConnection connection = RpcConnection.Open(peer.Info.ToWebSocket(), Quick with { Deadline = TimeSpan.FromMilliseconds(300) });
        ISampleApi client = connection.As<ISampleApi>();
        Assert.Equal("Session: no answer within 0.3 s",
            (await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default))).Message);
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(async () =>
        {
            await foreach (int _ in client.CountAsync(1, default)) { }
        });
        Assert.Equal("Count: no answer within 0.3 s", error.Message);
    }

    [Fact]
    public async Task A_peer_that_falls_silent_is_given_up()
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync((_, context) => HoldAsync(context, Timeout.InfiniteTimeSpan));
        await using RpcConnection connection = RpcConnection.Open(
            peer.Info.ToWebSocket(), new RpcClientOptions { Reconnect = false, IdleTimeout = TimeSpan.FromMilliseconds(400) });
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(
            () => connection.As<ISampleApi>().SessionAsync(default).WaitAsync(Patience));
        Assert.DoesNotContain("no answer within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pongs_keep_a_slow_call_alive()
    {
        SampleApi api = new();
        await using TestHost host = await TestHost.StartAsync(
            server => server.Serve<ISampleApi>(api), new RpcServerOptions { KeepAliveInterval = TimeSpan.FromMilliseconds(100) });
        await using RpcConnection connection = RpcConnection.Open(
            host.Info.ToWebSocket(), new RpcClientOptions { Reconnect = false, IdleTimeout = TimeSpan.FromMilliseconds(1200) });
        ISampleApi client = connection.As<ISampleApi>();
        Task waiting = client.WaitQuietAsync(default);
        await Task.Delay(2500);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(SampleApi.Session, await client.SessionAsync(default));
    }

    [Fact]
    public async Task A_request_of_the_peer_is_answered_as_unknown()
    {
        TaskCompletionSource<string> answer = new();
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(async (_, context) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            byte[] buffer = new byte[1000];
            await socket.ReceiveAsync(buffer, default);
            await socket.SendAsync("""{"id":9,"method":"Filecoin.Ask","params":[]}"""u8.ToArray(), WebSocketMessageType.Text, true, default);
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, default);
            answer.SetResult(System.Text.Encoding.UTF8.GetString(buffer, 0, part.Count));
        });
        await using RpcConnection connection = RpcConnection.Open(peer.Info.ToWebSocket(), new RpcClientOptions { Reconnect = false });
        _ = connection.As<ISampleApi>().SessionAsync(default);
        Assert.Contains("\"code\":-32601", await answer.Task.WaitAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_shows_its_status()
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        await using RpcConnection connection = RpcConnection.Open((host.Info with { Token = "bad" }).ToWebSocket(), Quick);
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(() => connection.As<ISampleApi>().SessionAsync(default));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, error.Status);
    }

    [Fact]
    public void The_proxy_refuses_what_is_no_rpc_method()
    {
        Assert.Throws<ArgumentException>(() => RpcClient.Create<string>(new ApiInfo(null, new Uri("http://h"))));
    }

    private static async Task HoldAsync(HttpContext context, TimeSpan keepAlive)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = keepAlive });
        try
        {
            byte[] buffer = new byte[1000];
            while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or SocketException)
        {
            // The client hung up, which is what the test waits for.
        }
    }
}
