using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Files;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A miner that aborts a job tells the worker nothing, and asks again while the old task still runs.</summary>
public sealed class RepeatedCallTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private SealingScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await SealingScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task PreCommit1_with_the_same_ticket_joins_the_one_that_runs()
    {
        CallGate gate = _scene.Hold("StorageDeclareSector", SectorFileType.Sealed, 2);
        CallId first = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        CallId second = await _scene.PreCommit1Async(SealingScene.Ticket);
        JobReport job = await _scene.JobAsync(second);
        Assert.Equal((JobReport.JoinedState, $"joins call {first}"), (job.State, job.Step));
        gate.Open();
        byte[] output = (await _scene.Miner.ReturnOf(first)).Ok<byte[]>();
        Assert.Equal(output, (await _scene.Miner.ReturnOf(second)).Ok<byte[]>());
        Assert.Equal(1, gate.Calls);
        (await _scene.RunAsync(_scene.PreCommit2Async(output))).Ok<SectorCids>();
    }

    [Fact]
    public async Task PreCommit1_with_another_ticket_supersedes_the_one_that_runs()
    {
        CallGate gate = _scene.Hold("StorageDeclareSector", SectorFileType.Sealed, 2);
        CallId old = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        CallId wanted = await _scene.PreCommit1Async(SealingScene.OtherTicket);
        AssertSuperseded(await _scene.Miner.ReturnOf(old), wanted);
        byte[] output = (await _scene.Miner.ReturnOf(wanted)).Ok<byte[]>();
        gate.Open();
        // Its check rounds prove layers, tree and replica: nothing of the old ticket is left in them.
        (await _scene.RunAsync(_scene.PreCommit2Async(output))).Ok<SectorCids>();
    }

    [Fact]
    public async Task A_superseded_PreCommit1_that_waits_for_its_turn_never_touches_a_file()
    {
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Unsealed, 1);
        CallId first = await _scene.PreCommit1Async(SealingScene.Ticket);
        await gate.Reached;
        byte[] third = [.. SealingScene.Ticket.Reverse()];
        CallId second = await _scene.PreCommit1Async(SealingScene.OtherTicket), last = await _scene.PreCommit1Async(third);
        gate.Open();
        AssertSuperseded(await _scene.Miner.ReturnOf(first), second);
        CallError? error = (await _scene.Miner.ReturnOf(second)).Error;
        if (error is not null) AssertSuperseded(new ReturnedCall(null, error), last);
        byte[] output = (await _scene.Miner.ReturnOf(last)).Ok<byte[]>();
        (await _scene.RunAsync(_scene.PreCommit2Async(output))).Ok<SectorCids>();
    }

    [Fact]
    public async Task PreCommit2_joins_an_equal_one_and_supersedes_another()
    {
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Sealed, 1);
        CallId first = await _scene.PreCommit2Async(output);
        await gate.Reached;
        CallId equal = await _scene.PreCommit2Async(output);
        Assert.Equal(JobReport.JoinedState, (await _scene.JobAsync(equal)).State);
        CallId other = await _scene.PreCommit2Async([.. output, (byte)' ']);
        AssertSuperseded(await _scene.Miner.ReturnOf(first), other);
        AssertSuperseded(await _scene.Miner.ReturnOf(equal), other);
        gate.Open();
        SectorCids cids = (await _scene.Miner.ReturnOf(other)).Ok<SectorCids>();
        Assert.Equal(cids, (await _scene.RunAsync(_scene.PreCommit2Async(output))).Ok<SectorCids>());
    }

    [Fact]
    public async Task Unsealing_joins_an_equal_one_waits_for_another_range_and_supersedes_another_ticket()
    {
        SectorCids cids = await _scene.SealAsync();
        byte[] data = File.ReadAllBytes(_scene.Unsealed)[..2048];
        Assert.Null((await _scene.RunAsync(_scene.Worker.Api.ReleaseUnsealedAsync(SealingScene.Sector, [], None))).Error);
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Unsealed, 1);
        Task<CallId> Unseal(ulong offset, byte[] ticket) =>
            _scene.Worker.Api.UnsealPieceAsync(SealingScene.Sector, offset, 1016, ticket, cids.Unsealed, None);
        CallId wrong = await Unseal(0, SealingScene.OtherTicket);
        await gate.Reached;
        CallId right = await Unseal(0, SealingScene.Ticket);
        AssertSuperseded(await _scene.Miner.ReturnOf(wrong), right);
        Assert.Null((await _scene.Miner.ReturnOf(right)).Error);
        gate.Open();
        Assert.Equal(data, File.ReadAllBytes(_scene.Unsealed)[..2048]);

        Assert.Null((await _scene.RunAsync(_scene.Worker.Api.ReleaseUnsealedAsync(SealingScene.Sector, [], None))).Error);
        gate = _scene.Hold("StorageFindSector", SectorFileType.Unsealed, 1);
        CallId first = await Unseal(0, SealingScene.Ticket);
        await gate.Reached;
        CallId equal = await Unseal(0, SealingScene.Ticket), second = await Unseal(1016, SealingScene.Ticket);
        Assert.Equal($"joins call {first}", (await _scene.JobAsync(equal)).Step);
        Assert.Equal($"waits for call {first} (UNS)", (await _scene.JobAsync(second)).Step);
        gate.Open();
        foreach (CallId call in (CallId[])[first, equal, second]) Assert.Null((await _scene.Miner.ReturnOf(call)).Error);
        Assert.Equal(data, File.ReadAllBytes(_scene.Unsealed)[..2048]);
    }

    [Fact]
    public async Task Finalizing_waits_for_a_PreCommit2_of_its_sector_and_joins_its_equal()
    {
        byte[] output = (await _scene.RunAsync(_scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        CallGate gate = _scene.Hold("StorageFindSector", SectorFileType.Sealed, 1);
        CallId seal = await _scene.PreCommit2Async(output);
        await gate.Reached;
        CallId finalize = await _scene.Worker.Api.FinalizeSectorAsync(SealingScene.Sector, None);
        CallId again = await _scene.Worker.Api.FinalizeSectorAsync(SealingScene.Sector, None);
        Assert.Equal((JobReport.QueuedState, $"waits for call {seal} (PC2)"), await StateAsync(finalize));
        Assert.Equal((JobReport.JoinedState, $"joins call {finalize}"), await StateAsync(again));
        gate.Open();
        (await _scene.Miner.ReturnOf(seal)).Ok<SectorCids>();
        Assert.Null((await _scene.Miner.ReturnOf(finalize)).Error);
        Assert.Null((await _scene.Miner.ReturnOf(again)).Error);
        Assert.False(File.Exists(Path.Combine(_scene.Cache, SectorFileNames.Layer(1))));
        Assert.True(File.Exists(Path.Combine(_scene.Cache, SectorFileNames.PersistentAux)));
    }

    private async Task<(string State, string Step)> StateAsync(CallId call)
    {
        JobReport job = await _scene.JobAsync(call);
        return (job.State, job.Step);
    }

    private static void AssertSuperseded(ReturnedCall old, CallId by)
    {
        // Not 101 or 102: a miner that still waits would ask again at once, and so supersede the wanted call in turn.
        Assert.Equal(SealErrorCode.TempUnknown, old.Error?.Code);
        Assert.Contains($"superseded by call {by}", old.Error!.Message, StringComparison.Ordinal);
    }
}
