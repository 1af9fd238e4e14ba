using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>A miner that loses, refuses and delays calls and answers: sectors get on, and every result counts once.</summary>
public sealed class FaultTests(FaultTests.FaultScene shared) : IClassFixture<FaultTests.FaultScene>
{
    private static readonly string[] Returns =
    [
        "ReturnAddPiece", "ReturnFetch", "ReturnSealPreCommit1", "ReturnSealPreCommit2", "ReturnSealCommit1", "ReturnReleaseUnsealed",
        "ReturnFinalizeSector",
        "ReturnMoveStorage",
    ];

    private static readonly string[] IndexCalls =
        ["StorageDeclareSector", "StorageFindSector", "StorageBestAlloc", "StorageDropSector", "StorageReportHealth", "Session"];

    /// <summary>Calls that are cut while they wait for their answer, in the order of a sector's way.</summary>
    private static readonly string[] CutCalls =
        ["StorageFindSector", "ReturnAddPiece", "ReturnFetch", "ReturnSealPreCommit1", "ReturnSealPreCommit2", "ReturnSealCommit1"];

    private Scene Scene => shared.Scene;

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.LoseReply)]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.Delay)]
    public async Task Each_result_counts_once_though_every_Return_is_hit_by(FaultKind kind)
    {
        Scene.Miner.Faults.Clear();
        foreach (string method in Returns) Scene.Miner.Faults.Set(new FaultRule(kind, method, Count: 1, DelayMilliseconds: 300));
        SectorId sector = Scene.Miner.Pledge();
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
        await Scene.Worker.AssertEachCallClosedOnceAsync();
        Assert.Empty(Scene.Miner.Faults.Rules);
        Scene.AssertNoStepWasRepeated(sector);
    }

    [Fact]
    public async Task A_Return_whose_replies_are_lost_is_closed_when_the_miner_says_that_it_has_a_response_already()
    {
        int before = Scene.Worker.CountInLog("the miner has a result already");
        Scene.Miner.Faults.Clear();
        // The miner takes the first one, keeps the second one as that of an unknown call, and refuses the third one.
        Scene.Miner.Faults.Set(new FaultRule(FaultKind.LoseReply, "ReturnSealPreCommit2", Count: 2));
        SectorId sector = Scene.Miner.Pledge();
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
        await Scene.Worker.AssertEachCallClosedOnceAsync();
        Assert.Empty(Scene.Miner.Faults.Rules);
        Assert.Equal(before + 1, Scene.Worker.CountInLog("the miner has a result already"));
        Assert.Equal(1, Scene.Worker.CountInLog($"PC2 {sector} accepted"));
        Scene.AssertNoStepWasRepeated(sector);
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.LoseReply)]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.Delay)]
    public async Task A_sector_reaches_proving_though_calls_to_the_index_are_hit_by(FaultKind kind)
    {
        Scene.Miner.Faults.Clear();
        foreach (string method in IndexCalls) Scene.Miner.Faults.Set(new FaultRule(kind, method, Count: 2, DelayMilliseconds: 200));
        SectorId sector = Scene.Miner.Pledge();
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
        await Scene.Worker.AssertEachCallClosedOnceAsync();
        await Patience.UntilAsync("every fault has hit", () => Scene.Miner.Faults.Rules.Count == 0,
            () => string.Join('\n', Scene.Miner.Faults.Rules));
    }

    [Theory]
    [InlineData(FaultKind.Drop)]
    [InlineData(FaultKind.LoseReply)]
    [InlineData(FaultKind.Error)]
    [InlineData(FaultKind.Delay)]
    public async Task The_worker_registers_again_though_the_registration_is_hit_by(FaultKind kind)
    {
        Scene.Miner.Faults.Clear();
        foreach (string method in (string[])["Session", "StorageAttach", "WorkerConnect"])
            Scene.Miner.Faults.Set(new FaultRule(kind, method, Count: 2, DelayMilliseconds: 200));
        await Scene.Miner.RestartAsync(cancellationToken: TestContext.Current.CancellationToken);
        SectorId sector = Scene.Miner.Pledge();
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
        await Scene.Worker.WaitReadyAsync();
        await Scene.Worker.AssertEachCallClosedOnceAsync();
        Assert.Empty(Scene.Miner.Faults.Rules);
    }

    [Fact]
    public async Task Sectors_reach_proving_through_cut_and_refused_connections()
    {
        Scene.Miner.Faults.Clear();
        CallHold held = Scene.Miner.Faults.Hold(CutCalls[0]);
        SectorId[] sectors = [Scene.Miner.Pledge(), Scene.Miner.Pledge(), Scene.Miner.Pledge()];
        foreach (string? next in (string?[])[.. CutCalls[1..], null])
        {
            // The cut takes the waiting call with it. The next one is held before this one is let go: so no sector gets past a cut.
            await held.Arrived.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            await Scene.Miner.CutAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(500))
                .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            CallHold passed = held;
            if (next is not null) held = Scene.Miner.Faults.Hold(next);
            passed.Release();
        }

        await Scene.WaitForStateAsync(SectorState.Proving, sectors);
        await Scene.Worker.WaitReadyAsync();
        await Scene.Worker.AssertEachCallClosedOnceAsync();
    }

    /// <summary>One miner and one worker for all faults; each test leaves both working.</summary>
    public sealed class FaultScene : IAsyncLifetime
    {
        public Scene Scene { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            // Only the worker has a long-term path, so that MoveStorage is its task too.
            Scene = await Scene.StartAsync(options => options with { StoragePath = null });
            await Scene.Worker.SucceedAsync("storage", "attach", "--init", "--store", Scene.Folder["store"]);
        }

        public ValueTask DisposeAsync() => Scene?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
