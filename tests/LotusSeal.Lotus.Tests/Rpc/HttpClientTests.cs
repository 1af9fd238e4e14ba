using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>The client over POST.</summary>
public sealed class HttpClientTests
{
    [Fact]
    public async Task Calls_reach_the_server_and_errors_come_back_with_their_code()
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        ISampleApi client = RpcClient.Create<ISampleApi>(host.Info);
        Assert.Equal(SampleApi.Session, await client.SessionAsync(default));
        Assert.Equal("s-t01000-9 5 2", await client.SectorAsync(
            new SectorRef(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1), [new PieceInfo(1, null), new PieceInfo(2, null)], default));
        await client.NothingAsync(default);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => client.FailAsync("rpc", default));
        Assert.Equal((1, "worker disabled"), (error.Code, error.Message));
        Assert.Equal(0, (await Assert.ThrowsAsync<RpcException>(() => client.FailAsync("slip", default))).Code);
        Assert.Throws<RpcException>(() => client.CountAsync(1, default));
        await ((IAsyncDisposable)client).DisposeAsync();
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_in_time_is_broken_and_only_the_caller_cancels()
    {
        using SocketsHttpHandler handler = HttpHandlers.ForPeers(TimeSpan.FromMilliseconds(10));
        handler.ConnectCallback = static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Stream.Null;
        };
        using HttpClient client = HttpHandlers.Client(handler);
        CancellationToken stays = TestContext.Current.CancellationToken;
        HttpRequestException late = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://127.0.0.1:1", stays));
        Assert.Equal(HttpRequestError.ConnectionError, late.HttpRequestError);
        Assert.Contains("could not be established within the configured ConnectTimeout", late.Message, StringComparison.Ordinal);
        using CancellationTokenSource left = new();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync("http://127.0.0.1:1", left.Token));
    }

    [Fact]
    public async Task A_request_has_the_form_that_lotus_sends()
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(200, """{"id":1,"jsonrpc":"2.0","result":null}""");
        IWorkerApi client = RpcClient.Create<IWorkerApi>(peer.Info);
        SectorRef sector = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);
        await client.AddPieceAsync(sector, [], 2032, PieceReaders.Zero(2032), default);
        Assert.Equal(
            """{"jsonrpc":"2.0","id":1,"method":"Filecoin.AddPiece","params":[{"ID":{"Miner":1000,"Number":9},"ProofType":5},[],2032,{"Type":"null","Info":"2032"}]}""",
            peer.Bodies[0]);
        Assert.Equal("Bearer secret-token", peer.Headers[0]);
    }

    [Fact]
    public async Task An_allocation_is_asked_again_without_miner_when_an_older_peer_refuses_four_parameters()
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(async (body, context) =>
        {
            bool old = body.Contains("[6,2048,\"sealing\"]", StringComparison.Ordinal);
            string id = body.Contains("\"id\":1,", StringComparison.Ordinal) ? "1" : "2";
            context.Response.StatusCode = old ? 200 : 500;
            await context.Response.WriteAsync(old
                ? $$"""{"id":{{id}},"jsonrpc":"2.0","result":[{"ID":"p","URLs":null,"Weight":1,"CanSeal":true,"CanStore":false}]}"""
                : $$"""{"error":{"code":-32602,"message":"wrong param count (method 'Filecoin.StorageBestAlloc'): 4 != 3"},"id":{{id}},"jsonrpc":"2.0"}""");
        });
        IMinerApi client = RpcClient.Create<IMinerApi>(peer.Info);
        StorageInfo[]? found = await client.StorageBestAllocAsync(SectorFileType.Sealed | SectorFileType.Cache, 2048,
            PathType.Sealing, 1000, default);
        Assert.Equal("p", Assert.Single(found!).Id);
        Assert.Contains("[6,2048,\"sealing\",1000]", peer.Bodies[0], StringComparison.Ordinal);
        Assert.Equal(2, peer.Bodies.Count);
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(404, "404 page not found")]
    [InlineData(302, "")]
    [InlineData(200, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"id":99,"jsonrpc":"2.0","result":5}""")]
    [InlineData(200, """{"id":null,"jsonrpc":"2.0","result":5}""")]
    [InlineData(200, """{"id":1,"jsonrpc":"2.0","result":"text"}""")]
    [InlineData(500, "oops")]
    public async Task What_is_no_answer_is_a_transport_error(int status, string answer)
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(status, answer);
        IWorkerApi client = RpcClient.Create<IWorkerApi>(peer.Info);
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(() => client.VersionAsync(default));
        Assert.Contains("Version", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(status is 200 ? null : (HttpStatusCode)status, error.Status);
        Assert.Single(peer.Bodies);
    }

    [Fact]
    public async Task A_missing_result_is_null()
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(200, """{"jsonrpc":"2.0","id":1}""");
        Assert.Null(await RpcClient.Create<IWorkerApi>(peer.Info).PathsAsync(default));
    }

    [Fact]
    public async Task An_answer_above_the_limit_is_refused()
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(async (_, context) =>
        {
            for (int i = 0; i < 10; i++)
            {
                await context.Response.WriteAsync(new string(' ', 1000));
                await context.Response.Body.FlushAsync();
            }
        });
        IWorkerApi client = RpcClient.Create<IWorkerApi>(peer.Info, new RpcClientOptions { MaxResponseBytes = 5000 });
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(() => client.VersionAsync(default));
        Assert.Contains("larger than 5000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deadline_and_the_callers_token_end_a_call_differently()
    {
        SampleApi api = new();
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(api));
        RpcClientOptions options = new()
        {
            MethodDeadlines = new Dictionary<string, TimeSpan> { ["WaitQuiet"] = TimeSpan.FromMilliseconds(300) },
        };
        ISampleApi client = RpcClient.Create<ISampleApi>(host.Info, options);
        // The deadline may be over before the call has reached the server.
        do
        {
            RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(() => client.WaitQuietAsync(default));
            Assert.Equal("WaitQuiet: no answer within 0.3 s", error.Message);
        }
        while (!api.Waiting.Task.IsCompleted);
        await api.Cancelled.Task.WaitAsync(Patience.Limit);
        using CancellationTokenSource stop = new(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WaitQuietAsync(stop.Token));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_transport_error()
    {
        ISampleApi client = RpcClient.Create<ISampleApi>(new ApiInfo(null, new Uri("http://127.0.0.1:1")));
        await Assert.ThrowsAsync<RpcTransportException>(() => client.SessionAsync(default));
        Assert.Throws<ArgumentException>(() => RpcClient.Create<ISampleApi>(new ApiInfo(null, new Uri("ftp://h"))));
    }

    [Fact]
    public void Calls_that_last_as_long_as_sealing_have_no_deadline()
    {
        RpcClientOptions current = new(), v0 = RpcClientOptions.V0;
        Assert.Equal(TimeSpan.FromSeconds(30), current.DeadlineOf("Session"));
        Assert.Equal(Timeout.InfiniteTimeSpan, current.DeadlineOf("GenerateWindowPoSt"));
        Assert.Equal(TimeSpan.FromMinutes(5), current.DeadlineOf("ReturnSealCommit1"));
        Assert.Equal(Timeout.InfiniteTimeSpan, v0.DeadlineOf("SealCommit2"));
    }

    [Fact]
    public async Task A_peer_that_resets_every_connection_is_a_transport_error_and_nothing_else()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource end = new();
        Task resetting = ResetAllAsync(listener, end.Token);
        await using RpcConnection connection = RpcConnection.Open(
            new ApiInfo("token", new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/rpc/v0")));
        ISampleApi api = connection.As<ISampleApi>();
        // Where the reset meets the client is chance; 400 tries meet it at every point.
        await Parallel.ForAsync(0, 400, async (_, cancellationToken) =>
            await Assert.ThrowsAsync<RpcTransportException>(() => api.NothingAsync(cancellationToken)));
        await end.CancelAsync();
        await resetting;
    }

    [Fact]
    public async Task A_connection_goes_on_at_another_address_with_another_token()
    {
        TestHost first = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        await using RpcConnection connection = RpcConnection.Open(first.Info);
        ISampleApi api = connection.As<ISampleApi>();
        Assert.Equal(SampleApi.Session, await api.SessionAsync(default));
        await first.DisposeAsync();
        await Assert.ThrowsAsync<RpcTransportException>(() => api.SessionAsync(default));
        await using TestHost second = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        connection.PointTo(second.Info with { Token = "bad" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<RpcTransportException>(() => api.SessionAsync(default))).Status);
        connection.PointTo(second.Info);
        Assert.Equal(SampleApi.Session, await api.SessionAsync(default));
    }

    [Theory]
    [InlineData(true, "UntrustedRoot")]
    [InlineData(false, "frame")]
    public async Task A_failed_handshake_says_why(bool speaksTls, string reason)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = speaksTls ? OfferForeignCertificateAsync(listener) : AnswerInPlainTextAsync(listener);
        await using RpcConnection connection = RpcConnection.Open(
            new ApiInfo("token", new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/rpc/v0")));
        ISampleApi api = connection.As<ISampleApi>();
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(() => api.SessionAsync(default));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("inner exception", error.Message, StringComparison.Ordinal);
        await serving;
    }

    private static async Task AnswerInPlainTextAsync(TcpListener listener)
    {
        using Socket socket = await listener.AcceptSocketAsync();
        await socket.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        // Until the client has gone.
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }

    private static async Task OfferForeignCertificateAsync(TcpListener listener)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using TcpClient client = await listener.AcceptTcpClientAsync();
        await using SslStream tls = new(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            _ = await tls.ReadAsync(new byte[1]);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client does not trust it.
        }
    }

    private static async Task ResetAllAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using Socket socket = await listener.AcceptSocketAsync(cancellationToken);
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
