using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>What leaves the worker when a call ends.</summary>
public sealed class WireReturnsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly CallId Call = new(new SectorId(1000, 9), Guid.Parse("76081ba0-61bd-45a5-bc08-af05f1c26e5d"));
    private const string CallJson = """{"Sector":{"Miner":1000,"Number":9},"ID":"76081ba0-61bd-45a5-bc08-af05f1c26e5d"}""";
    private FakeMiner _miner = null!;
    private RpcConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _miner = await FakeMiner.StartAsync();
        _connection = RpcConnection.Open(new ApiInfo(FakeMiner.Token, _miner.Url));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _miner.DisposeAsync();
    }

    // The value beside an error, empty where there is none (protocol spec 3.4).
    [Theory]
    [InlineData("ReturnDataCid", """{"Size":0,"PieceCID":null}""")]
    [InlineData("ReturnAddPiece", """{"Size":0,"PieceCID":null}""")]
    [InlineData("ReturnSealPreCommit1", "null")]
    [InlineData("ReturnSealPreCommit2", """{"Unsealed":null,"Sealed":null}""")]
    [InlineData("ReturnSealCommit1", "null")]
    [InlineData("ReturnSealCommit2", "null")]
    [InlineData("ReturnFinalizeSector", "")]
    [InlineData("ReturnReleaseUnsealed", "")]
    [InlineData("ReturnReplicaUpdate", """{"NewSealed":null,"NewUnsealed":null}""")]
    [InlineData("ReturnProveReplicaUpdate1", "null")]
    [InlineData("ReturnProveReplicaUpdate2", "null")]
    [InlineData("ReturnGenerateSectorKeyFromData", "")]
    [InlineData("ReturnFinalizeReplicaUpdate", "")]
    [InlineData("ReturnMoveStorage", "")]
    [InlineData("ReturnUnsealPiece", "")]
    [InlineData("ReturnDownloadSector", "")]
    [InlineData("ReturnFetch", "")]
    public async Task A_failure_carries_the_zero_value(string method, string zero)
    {
        TaskDefinition task = TaskCatalog.ByReturn[method["Return".Length..]];
        await new WireReturns(_connection).SendAsync(task.ReturnMethod, Call, task.Zero, new CallError(SealErrorCode.Unknown, "no <luck>"), None);
        string expected = $$"""[{{CallJson}},{{(zero.Length > 0 ? zero + "," : "")}}{"Code":0,"Message":"no \u003cluck\u003e"}]""";
        Assert.Equal([(method, expected)], _miner.Calls);
    }

    [Fact]
    public async Task A_value_goes_out_as_it_was_stored_whatever_carries_it()
    {
        byte[] output = new byte[100_003];
        new Random(3).NextBytes(output);
        RawJson wire = ResultDefinition<byte[]>.ToWire(output)!;
        await new WireReturns(_connection).SendAsync("ReturnSealCommit1", Call, wire, null, None);
        Assert.Equal(output, (await _miner.ReturnOf(Call)).Ok<byte[]>());

        await using RpcConnection socket = RpcConnection.Open(new ApiInfo(FakeMiner.Token, new UriBuilder(_miner.Url) { Scheme = "ws" }.Uri));
        CallId other = Call with { Id = Guid.NewGuid() };
        await new WireReturns(socket).SendAsync("ReturnSealCommit1", other, wire, null, None);
        Assert.Equal(output, (await _miner.ReturnOf(other)).Ok<byte[]>());
    }

    [Fact]
    public async Task A_method_that_the_miner_does_not_have_is_an_error_here()
    {
        WireReturns returns = new(_connection);
        await Assert.ThrowsAsync<ArgumentException>(() => returns.SendAsync("ReturnNothing", Call, null, null, None));
        await Assert.ThrowsAsync<ArgumentException>(() => returns.SendAsync("ReturnFetch", Call, RawJson.Of(1), null, None));
        Assert.Empty(_miner.Calls);
    }
}
