using System.Net;
using System.Net.Sockets;
using System.Text;
using LotusSeal.Lotus.Rpc;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Reader parameters (protocol spec 2.7).</summary>
public sealed class PushStreamTests : IAsyncLifetime
{
    private const string Path = "/rpc/streams/v0/push/";
    private static readonly TimeSpan PairingTime = new RpcServerOptions().PushPairingTimeout;
    private readonly FakeTimeProvider _time = new();
    private readonly SampleApi _api = new();
    private TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(_api),
        new RpcServerOptions { Time = _time });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_and_its_push_pair_in_either_order(bool pushFirst)
    {
        Guid id = Guid.NewGuid();
        Task<(int, string)> call;
        Task<HttpResponseMessage> head;
        if (pushFirst)
        {
            head = SendAsync(HttpMethod.Head, id);
            await Patience.UntilAsync("the push has come", () => _host.Requests.Contains($"HEAD {Path}{id}"));
            Assert.False(head.IsCompleted);
            call = CallAsync("Read", "0,", id);
        }
        else
        {
            call = CallAsync("Read", "0,", id);
            await Patience.UntilAsync("the call has come", () => _host.Requests.Contains("POST /rpc/v0"));
            Assert.False(call.IsCompleted);
            head = SendAsync(HttpMethod.Head, id);
        }

        Assert.Equal(HttpStatusCode.OK, (await head.WaitAsync(Patience.Limit)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, id, new byte[] { 1, 2, 3 }).WaitAsync(Patience.Limit)).StatusCode);
        Assert.Equal((200, "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":9}\n"), await call.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_client_without_head_posts_directly()
    {
        Guid id = Guid.NewGuid();
        Task<HttpResponseMessage> post = SendAsync(HttpMethod.Post, id, new byte[100_000]);
        (int status, string body) = await CallAsync("Read", "0,", id).WaitAsync(Patience.Limit);
        Assert.Equal((200, "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":100000}\n"), (status, body));
        Assert.Equal(HttpStatusCode.OK, (await post.WaitAsync(Patience.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_push_without_a_call_is_500_after_the_pairing_time()
    {
        Task<HttpResponseMessage> head = SendAsync(HttpMethod.Head, Guid.NewGuid());
        await LetPairingTimePassAsync(head);
        Assert.Equal(HttpStatusCode.InternalServerError, (await head).StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_push_fails_to_decode_after_the_pairing_time()
    {
        Task<(int, string)> call = CallAsync("Read", "0,", Guid.NewGuid());
        await LetPairingTimePassAsync(call);
        (int status, string body) = await call;
        Assert.Equal(500, status);
        Assert.Contains("\"code\":-32700,\"message\":\"decoding params for 'Filecoin.Read' (param: 1; custom decoder)", body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_closed_unread_answers_204()
    {
        Guid id = Guid.NewGuid();
        Task<HttpResponseMessage> head = SendAsync(HttpMethod.Head, id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        Assert.False(head.IsCompleted);
        _api.Kept!.Dispose();
        Assert.Equal(HttpStatusCode.NoContent, (await head.WaitAsync(Patience.Limit)).StatusCode);
    }

    [Fact]
    public async Task The_answer_may_come_long_before_the_bytes()
    {
        Guid id = Guid.NewGuid();
        Task<HttpResponseMessage> head = SendAsync(HttpMethod.Head, id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        _time.Advance(PairingTime * 2);
        Assert.False(head.IsCompleted);
        Task<Stream> opening = _api.Kept!.OpenAsync(default);
        Assert.Equal(HttpStatusCode.OK, (await head.WaitAsync(Patience.Limit)).StatusCode);
        Task<HttpResponseMessage> post = SendAsync(HttpMethod.Post, id, new byte[10]);
        await using Stream stream = await opening.WaitAsync(Patience.Limit);
        byte[] buffer = new byte[20];
        Assert.Equal(10, await stream.ReadAtLeastAsync(buffer, 20, throwOnEndOfStream: false));
        Assert.Equal(HttpStatusCode.OK, (await post.WaitAsync(Patience.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_sender_that_never_posts_breaks_the_reader()
    {
        Guid id = Guid.NewGuid();
        Task<HttpResponseMessage> head = SendAsync(HttpMethod.Head, id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        Task<Stream> opening = _api.Kept!.OpenAsync(default);
        await LetPairingTimePassAsync(opening);
        await Assert.ThrowsAsync<IOException>(() => opening);
        Assert.Equal(HttpStatusCode.OK, (await head.WaitAsync(Patience.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_sender_that_falls_silent_breaks_the_reader_and_the_error_names_the_push()
    {
        Guid id = Guid.NewGuid();
        using TcpClient sender = await HalfSentAsync(id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        await using Stream stream = await _api.Kept!.OpenAsync(default).WaitAsync(Patience.Limit);
        Assert.Equal(10, await stream.ReadAtLeastAsync(new byte[10], 10));
        Task<int> silent = stream.ReadAsync(new byte[10]).AsTask();
        await LetTimePassAsync(silent, new RpcServerOptions().StallTimeout);
        IOException error = await Assert.ThrowsAsync<IOException>(() => silent);
        Assert.Equal($"the pushed piece {id}: no byte came for 300 s", error.Message);
        await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[10]).AsTask());
        using StreamReader answer = new(sender.GetStream());
        Assert.StartsWith("HTTP/1.1 500", await answer.ReadLineAsync().WaitAsync(Patience.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_come_slowly_are_no_silence()
    {
        Guid id = Guid.NewGuid();
        using TcpClient sender = await HalfSentAsync(id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        await using Stream stream = await _api.Kept!.OpenAsync(default).WaitAsync(Patience.Limit);
        Assert.Equal(10, await stream.ReadAtLeastAsync(new byte[10], 10));
        for (int i = 0; i < 5; i++)
        {
            Task<int> next = stream.ReadAsync(new byte[1]).AsTask();
            _time.Advance(new RpcServerOptions().StallTimeout * 0.9);
            await sender.GetStream().WriteAsync(new byte[1]);
            Assert.Equal(1, await next.WaitAsync(Patience.Limit));
        }
    }

    [Fact]
    public async Task A_sender_that_hangs_up_in_the_middle_is_no_end_of_the_data()
    {
        Guid id = Guid.NewGuid();
        using TcpClient sender = await HalfSentAsync(id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        Stream stream = await _api.Kept!.OpenAsync(default).WaitAsync(Patience.Limit);
        Assert.Equal(10, await stream.ReadAtLeastAsync(new byte[10], 10));
        sender.Client.LingerState = new LingerOption(true, 0);
        sender.Close();
        for (int i = 0; i < 3; i++)
            await Assert.ThrowsAnyAsync<Exception>(() => stream.ReadAsync(new byte[10]).AsTask().WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_url_that_falls_silent_breaks_the_reader_and_the_error_names_it()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<(int Status, string Body)> call = _host.PostAsync(
            $$"""{"id":1,"method":"Filecoin.Read","params":[0,{"Type":"http","Info":"http://{{listener.LocalEndpoint}}/piece?secret=1"}]}""");
        using TcpClient source = await listener.AcceptTcpClientAsync().WaitAsync(Patience.Limit);
        await source.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"u8.ToArray());
        await LetTimePassAsync(call, new RpcServerOptions().StallTimeout);
        Assert.Contains($"the piece from http://{listener.LocalEndpoint}/piece: no byte came for 300 s", (await call).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_push_does_not_hold_up_the_stop_of_the_server()
    {
        Guid id = Guid.NewGuid();
        Task<HttpResponseMessage> head = SendAsync(HttpMethod.Head, id);
        await CallAsync("Keep", "", id).WaitAsync(Patience.Limit);
        await _host.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
        await head.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience.Limit);
        await Assert.ThrowsAsync<IOException>(() => _api.Kept!.OpenAsync(default).WaitAsync(Patience.Limit));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2032)]
    [InlineData(10_000)]
    public async Task Zero_readers_have_their_length(int size)
    {
        ISampleApi client = RpcClient.Create<ISampleApi>(_host.Info);
        Assert.Equal((ulong)size, await client.ReadAsync(0, PieceReaders.Zero((ulong)size), default));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ws")]
    public async Task The_client_pushes_a_stream(string scheme)
    {
        ISampleApi client = RpcClient.Create<ISampleApi>(scheme == "ws" ? _host.Info.ToWebSocket() : _host.Info);
        using MemoryStream stream = new([.. Enumerable.Repeat((byte)1, 300_000)]);
        PushReader reader = PieceReaders.Push(stream);
        Assert.Equal(600_000UL, await client.ReadAsync(0, reader, default).WaitAsync(Patience.Limit));
        Assert.True(await reader.Completion.WaitAsync(Patience.Limit));
        Assert.True(stream.CanRead);
        await ((IAsyncDisposable)client).DisposeAsync();
    }

    [Fact]
    public async Task An_unwanted_push_ends_the_clients_sending()
    {
        ISampleApi client = RpcClient.Create<ISampleApi>(_host.Info);
        using MemoryStream stream = new([1, 2, 3]);
        PushReader reader = PieceReaders.Push(stream);
        Assert.True(await client.KeepAsync(reader, default).WaitAsync(Patience.Limit));
        _api.Kept!.Dispose();
        Assert.False(await reader.Completion.WaitAsync(Patience.Limit));
        Assert.Equal(0, stream.Position);
    }

    [Fact]
    public async Task An_http_reader_gets_the_bytes_and_needs_status_200()
    {
        ISampleApi client = RpcClient.Create<ISampleApi>(_host.Info);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() =>
            client.ReadAsync(0, PieceReaders.Http(new Uri(_host.Url, "/none?secret=1")), default));
        Assert.Contains("status 404", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Moves the clock until something has waited too long: its waiting begins when the server gets its turn.</summary>
    private Task LetPairingTimePassAsync(Task waiting) => LetTimePassAsync(waiting, PairingTime);

    private Task LetTimePassAsync(Task waiting, TimeSpan time) => Patience.UntilAsync("the waiting ends", () =>
    {
        _time.Advance(time);
        return waiting.IsCompleted;
    });

    /// <summary>A sender that has sent ten of a hundred bytes.</summary>
    private async Task<TcpClient> HalfSentAsync(Guid id)
    {
        TcpClient sender = new();
        await sender.ConnectAsync(_host.Url.Host, _host.Url.Port);
        await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Path}{id} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n0123456789"));
        return sender;
    }

    private async Task<(int Status, string Body)> CallAsync(string method, string before, Guid id) => await _host.PostAsync(
        $$"""{"id":1,"method":"Filecoin.{{method}}","params":[{{before}}{"Type":"push","Info":"{{id}}"}]}""");

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, Guid id, byte[]? body = null) =>
        _host.Http.SendAsync(new HttpRequestMessage(method, Path + id) { Content = body is null ? null : new ByteArrayContent(body) });
}
