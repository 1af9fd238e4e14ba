using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>Who may stay connected, over real sockets.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ConnectionGateTests : IAsyncLifetime
{
    private const int Limit = 4;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private static readonly JwtTokens Tokens = new(new byte[32]);
    private readonly FakeTimeProvider _time = new();
    private readonly List<TcpClient> _clients = [];
    private ConnectionGate _gate = null!;
    private WebApplication _app = null!;
    private IPEndPoint _address = null!;

    public async ValueTask InitializeAsync()
    {
        _gate = new ConnectionGate(Limit, Life, NullLogger.Instance, _time);
        _address = new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free());
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
            options.Listen(_address, listen => listen.Use(next => connection => _gate.RunAsync(connection, next))));
        builder.Services.AddLogging();
        _app = builder.Build();
        RequestAuthorizer authorizer = new(Tokens);
        _app.Run(async context =>
        {
            bool isKnown = await authorizer.RequireAsync(context, Permission.Admin, default);
            if (isKnown) await context.Response.WriteAsync("hello");
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        using CancellationTokenSource now = new(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_stranger_is_cut_after_its_time_and_a_peer_with_a_token_stays()
    {
        TcpClient known = await ConnectAsync(), stranger = await ConnectAsync(), silent = await ConnectAsync();
        Assert.Equal("200", await AskAsync(known, Tokens.Issue(PermissionNames.All)));
        Assert.Equal("401", await AskAsync(stranger, "wrong"));
        // Their time begins when the server gets its turn.
        await Patience.UntilAsync("one connection is left", () =>
        {
            _time.Advance(Life);
            return _gate.Count == 1;
        });
        await EndAsync(stranger);
        await EndAsync(silent);
        Assert.Equal("200", await AskAsync(known, Tokens.Issue(PermissionNames.All)));
    }

    [Fact]
    public async Task The_oldest_stranger_makes_room_and_known_peers_never_do()
    {
        TcpClient known = await ConnectAsync();
        Assert.Equal("200", await AskAsync(known, Tokens.Issue(PermissionNames.All)));
        List<TcpClient> strangers = [];
        for (int i = 1; i < Limit; i++) strangers.Add(await ConnectAsync());
        TcpClient late = await ConnectAsync();
        await EndAsync(strangers[0]);
        Assert.Equal("200", await AskAsync(late, Tokens.Issue(PermissionNames.All)));
        Assert.Equal("200", await AskAsync(known, Tokens.Issue(PermissionNames.All)));
        foreach (TcpClient stranger in strangers[1..]) Assert.Equal("401", await AskAsync(stranger, "wrong"));
    }

    [Fact]
    public async Task When_all_are_known_a_new_connection_is_refused()
    {
        for (int i = 0; i < Limit; i++) Assert.Equal("200", await AskAsync(await ConnectAsync(), Tokens.Issue(PermissionNames.All)));
        TcpClient refused = new();
        _clients.Add(refused);
        try
        {
            await refused.ConnectAsync(_address);
            await EndAsync(refused);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The refusal was there before this side knew that it was connected.
        }

        foreach (TcpClient client in _clients[..Limit]) Assert.Equal("200", await AskAsync(client, Tokens.Issue(PermissionNames.All)));
    }

    [Fact]
    public async Task Accepted_sockets_have_keep_alive()
    {
        using ListenAddress address = await ListenAddress.BindAsync("127.0.0.1:0", default);
        using Socket listener = address.TakeSocket();
        listener.Listen();
        using TcpClient client = new();
        await client.ConnectAsync(address.EndPoint);
        using Socket accepted = await listener.AcceptAsync();
        Assert.Equal(1, (int)accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        Assert.Equal(30, (int)accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);
    }

    [Theory]
    [InlineData(128L, 32)]
    [InlineData(1024L, 256)]
    [InlineData(1_000_000L, 4096)]
    [InlineData(null, 4096)]
    [InlineData(8L, 16)]
    public void A_quarter_of_the_files_may_be_connections(long? files, int connections) =>
        Assert.Equal(connections, OpenFileLimit.Connections(files));

    [Fact]
    public async Task Idle_strangers_neither_end_the_worker_nor_keep_the_miner_out()
    {
        // Compiled at run time the worker has every assembly open, about two hundred files.
        const int Files = 512, OpenAtOnce = 400;
        using TemporaryFolder folder = new();
        await using FakeMiner miner = await FakeMiner.StartAsync();
        using Process child = DaemonChild.Start(miner.Url, folder["repo"], Files);
        try
        {
            Uri url = new(await miner.Connected.Task.WaitAsync(Patience.Limit));
            await using RpcConnection connection = RpcConnection.Open(new ApiInfo(FakeMiner.Token, url));
            Guid session = await connection.As<IWorkerApi>().SessionAsync(default);
            for (int i = 0; i < Files * 3 / 2; i++)
            {
                TcpClient stranger = new();
                _clients.Add(stranger);
                await stranger.ConnectAsync(url.Host, url.Port);
                if (i >= OpenAtOnce) _clients[i - OpenAtOnce].Dispose();
                // A miner that was here before and one that comes now are served all the time.
                if (i % 32 == 0) await AskBothAsync(connection, url, session);
            }

            await AskBothAsync(connection, url, session);
            Assert.False(child.HasExited);
        }
        finally
        {
            child.Kill();
        }
    }

    private static async Task AskBothAsync(RpcConnection known, Uri url, Guid session)
    {
        Assert.Equal(session, await known.As<IWorkerApi>().SessionAsync(default));
        await using RpcConnection fresh = RpcConnection.Open(new ApiInfo(FakeMiner.Token, url));
        Assert.Equal(session, await fresh.As<IWorkerApi>().SessionAsync(default));
    }

    /// <summary>A connection that the gate has let in.</summary>
    private async Task<TcpClient> ConnectAsync()
    {
        int before = _gate.Entered;
        TcpClient client = new();
        _clients.Add(client);
        await client.ConnectAsync(_address);
        await Patience.UntilAsync("the server has the connection", () => _gate.Entered > before);
        return client;
    }

    /// <summary>Sends a request; the status of the answer.</summary>
    private static async Task<string> AskAsync(TcpClient client, string token)
    {
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"));
        byte[] buffer = new byte[4096];
        int count = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false).AsTask().WaitAsync(Patience.Limit);
        string answer = Encoding.ASCII.GetString(buffer, 0, count);
        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        // The rest is read, so that it is not taken for the next answer.
        string end = answer[9..12] == "200" ? "0\r\n\r\n" : "\r\n\r\n";
        while (!answer.EndsWith(end, StringComparison.Ordinal))
        {
            count = await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            Assert.NotEqual(0, count);
            answer += Encoding.ASCII.GetString(buffer, 0, count);
        }

        return answer[9..12];
    }

    private static async Task EndAsync(TcpClient client)
    {
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience.Limit));
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }
}
