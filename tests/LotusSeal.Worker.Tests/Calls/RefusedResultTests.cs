using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>A result that the miner does not take because of its size.</summary>
public sealed class RefusedResultTests : IDisposable
{
    private const int Limit = 1 << 20;
    private const string Lotus = "500 Internal Server Error\n"
        + """{"error":{"code":-32700,"message":"request bigger than maximum 1048576 allowed"},"id":null,"jsonrpc":"2.0"}""";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(Lotus, "request bigger than maximum 1048576 allowed")]
    [InlineData("413 Request Entity Too Large\n<html>too large</html>", "http status 413 RequestEntityTooLarge")]
    public async Task The_call_fails_in_clear_words_and_nothing_is_sent_for_ever(string refusal, string reason)
    {
        await using LimitedMiner miner = new(Limit, refusal);
        using CallStore store = CallStore.Open(_folder["calls.db"]);
        // More than all buffers of the connection hold, so that the worker is still sending when it is answered.
        CallId call = Finish(store, CallResult.Success(RawJson.Of(new byte[48 << 20])));
        await DeliverAsync(store, miner.Url, () => store.List().Count == 0);

        Assert.Equal(1, miner.Refused);
        string body = Assert.Single(miner.Taken);
        Assert.Contains("\"method\":\"Filecoin.ReturnSealCommit1\",\"params\":["
            + $"{{\"Sector\":{{\"Miner\":1000,\"Number\":3}},\"ID\":\"{call.Id}\"}},null,"
            + "{\"Code\":0,\"Message\":\"the result of C1 has 67108866 bytes on the wire, which was refused: ", body, StringComparison.Ordinal);
        foreach (string part in (string[])[reason, "lotus-miner takes 104857600 bytes a request", "[name: w0]"])
            Assert.Contains(part, body, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(_log.LinesWith("is given up, the call is returned as failed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_miner_that_refuses_the_failure_too_is_tried_again()
    {
        await using LimitedMiner miner = new(10, Lotus);
        using CallStore store = CallStore.Open(_folder["calls.db"]);
        CallId call = Finish(store, CallResult.Success(RawJson.Of(new byte[100])));
        await DeliverAsync(store, miner.Url, () => miner.Refused >= 4);
        Assert.NotNull(store.ReadResult(call)!.Error);
        Assert.Single(_log.LinesWith("is given up, the call is returned as failed"));
    }

    private static CallId Finish(CallStore store, CallResult result)
    {
        CallId call = new(new SectorId(1000, 3), Guid.NewGuid());
        store.Accept(call, TaskCatalog.Commit1);
        store.StoreResult(call, result);
        return call;
    }

    private async Task DeliverAsync(CallStore store, Uri miner, Func<bool> isDone)
    {
        await using RpcConnection connection = RpcConnection.Open(new ApiInfo("token", miner));
        DeliverySettings settings = new() { RetryDelay = TimeSpan.FromMilliseconds(20), WorkerName = "w0" };
        ResultDelivery delivery = new(store, settings, new WorkerMetrics(), _log.CreateLogger<ResultDelivery>());
        using CancellationTokenSource stop = new();
        foreach (CallEntry entry in store.List()) delivery.Add(entry);
        Task running = delivery.RunAsync(new WireReturns(connection), stop.Token);
        try
        {
            await Patience.UntilAsync("the delivery is through", isDone, _log.ToString);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }
}
