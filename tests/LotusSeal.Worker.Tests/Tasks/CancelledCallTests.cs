using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Files;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>An operator ends an open call through the API of a running worker.</summary>
public sealed class CancelledCallTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private SealingScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SealingScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_cancelled_PreCommit1_is_returned_as_failed_and_keeps_its_layers_for_the_repeat()
    {
        CallGate gate = _scene.Hold("StorageDeclareSector", SectorFileType.Sealed, 2);
        CallId call = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        DateTime made = File.GetLastWriteTimeUtc(Layer);
        await CancelAsync(call);
        AssertCancelled(await _scene.Miner.ReturnOf(call), "PC1");
        gate.Open();
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        Assert.Equal(made, File.GetLastWriteTimeUtc(Layer));
        (await _scene.RunAsync(_scene.PreCommit2Async(output))).Ok<SectorCids>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_the_cancelled_call_leaves_a_run_that_another_waits_for(bool isFirst)
    {
        CallGate gate = _scene.Hold("StorageDeclareSector", SectorFileType.Sealed, 2);
        CallId first = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        CallId second = await _scene.PreCommit1Async(SealingScene.Ticket);
        (CallId gone, CallId stays) = isFirst ? (first, second) : (second, first);
        await CancelAsync(gone);
        AssertCancelled(await _scene.Miner.ReturnOf(gone), "PC1");
        // Whoever is left shows how far the work is.
        Assert.Equal(JobReport.RunningState, (await _scene.JobAsync(stays)).State);
        gate.Open();
        (await _scene.Miner.ReturnOf(stays)).Ok<byte[]>();
        Assert.Equal(1, gate.Calls);
    }

    [Fact]
    public async Task A_call_that_waits_for_its_turn_is_cancelled_without_running()
    {
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Sealed, 1);
        CallId seal = await _scene.PreCommit2Async(output);
        await gate.Reached;
        CallId finalize = await _scene.Worker.Api.FinalizeSectorAsync(SealingScene.Sector, None);
        await CancelAsync(finalize);
        AssertCancelled(await _scene.Miner.ReturnOf(finalize), "FIN");
        gate.Open();
        (await _scene.Miner.ReturnOf(seal)).Ok<SectorCids>();
        // Nothing was finalized: the layers are there.
        Assert.True(File.Exists(Layer));
    }

    [Fact]
    public async Task A_finished_call_and_an_unknown_one_are_refused_by_name()
    {
        CallId call = await _scene.PreCommit1Async(SealingScene.Ticket);
        (await _scene.Miner.ReturnOf(call)).Ok<byte[]>();
        await _scene.Worker.Api.WaitQuietAsync(None);
        foreach (CallId unknown in (CallId[])[call, call with { Id = Guid.NewGuid() }])
        {
            RpcException error = await Assert.ThrowsAsync<RpcException>(() => CancelAsync(unknown));
            Assert.Contains($"call {unknown} is not open on", error.Message, StringComparison.Ordinal);
        }
    }

    private string Layer => Path.Combine(_scene.Cache, SectorFileNames.Layer(1));

    private Task CancelAsync(CallId call) => _scene.Worker.Api.JobCancelAsync(call, None);

    private static void AssertCancelled(ReturnedCall call, string task)
    {
        // Not 101 or 102: the miner would bring it back at once, for ever.
        Assert.Equal(SealErrorCode.TempUnknown, call.Error?.Code);
        Assert.StartsWith($"{task} ", call.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("was cancelled by an operator on ", call.Error.Message, StringComparison.Ordinal);
    }
}
