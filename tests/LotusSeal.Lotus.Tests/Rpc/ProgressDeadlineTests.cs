using System.Net;
using System.Net.Sockets;
using System.Text;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>A result of many megabytes over a slow uplink: what counts is that it moves.</summary>
public sealed class ProgressDeadlineTests : IDisposable
{
    // More than the system holds back for both ends of a connection, so that what a step receives was sent after the step before.
    private const int Step = 16 << 20;
    private const int Steps = 4;
    private static readonly CallId Call = new(new SectorId(1000, 9), Guid.NewGuid());
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly FakeTimeProvider _time = new();
    private readonly TcpListener _miner = new(IPAddress.Loopback, 0);

    public ProgressDeadlineTests()
    {
        _miner.Server.ReceiveBufferSize = 64 << 10;
        _miner.Start();
    }

    public void Dispose() => _miner.Dispose();

    [Fact]
    public async Task An_attempt_may_last_longer_than_its_deadline_while_bytes_go_out()
    {
        await using RpcConnection connection = Connect();
        Task sending = SendAsync(connection, new byte[Step / 4 * 3 * Steps]);
        using TcpClient taken = await _miner.AcceptTcpClientAsync().WaitAsync(Patience.Limit);
        Stream stream = taken.GetStream();
        byte[] buffer = new byte[Step];
        for (int i = 0; i < Steps; i++)
        {
            await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            if (i < Steps - 1) _time.Advance(Limit * 0.9);
        }

        // Header and frame around the bytes are what is left.
        StringBuilder rest = new();
        while (!rest.ToString().EndsWith(",null]}", StringComparison.Ordinal))
            rest.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}"));
        await sending.WaitAsync(Patience.Limit);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(Step * Steps)]
    public async Task A_miner_that_takes_or_answers_nothing_ends_the_attempt(int bytes)
    {
        await using RpcConnection connection = Connect();
        Task sending = SendAsync(connection, new byte[bytes]);
        using TcpClient taken = await _miner.AcceptTcpClientAsync().WaitAsync(Patience.Limit);
        await Patience.UntilAsync("the attempt ends", () =>
        {
            _time.Advance(Limit);
            return sending.IsCompleted;
        });
        RpcTransportException error = await Assert.ThrowsAsync<RpcTransportException>(() => sending);
        Assert.Equal("ReturnSealCommit1: no answer within 300 s", error.Message);
    }

    private static Task SendAsync(RpcConnection connection, byte[] output) =>
        new WireReturns(connection).SendAsync("ReturnSealCommit1", Call, RawJson.Of(output), null, CancellationToken.None);

    private RpcConnection Connect() => RpcConnection.Open(new ApiInfo("token", new Uri($"http://{_miner.LocalEndpoint}")),
        new RpcClientOptions { Time = _time, MethodDeadlines = new Dictionary<string, TimeSpan> { ["ReturnSealCommit1"] = Limit } });
}
