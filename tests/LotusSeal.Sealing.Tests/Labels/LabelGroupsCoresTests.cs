using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>Which cores loops have, in whose name, and what becomes of sectors that get none.</summary>
public sealed class LabelGroupsCoresTests : LabelGroupsScene
{
    [Fact]
    public async Task A_shared_loop_has_one_core_and_whoever_stays_inherits_it()
    {
        RecordedCores cores = new(1);
        LabelGroups groups = New(loops: 1, cores: cores);
        LabelledSector first = Join(groups), second = Join(groups);
        Assert.Equal(["s-1"], cores.Holders);
        await first.LabelAsync(1);
        Task joining = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        await Task.WhenAll(joining, first.LabelAsync(2));
        Assert.Equal(["s-1"], cores.Holders);
        first.Seat.Dispose();
        Assert.Equal(["s-2"], cores.Holders);
        await second.LabelAsync(2);
        second.AssertIsLabelled();
        second.Seat.Dispose();
        Assert.Empty(cores.Holders);
        Assert.Equal(3, Loops.Select(layers => string.Join(',', layers)).Distinct().Count());
    }

    [Fact]
    public async Task A_core_goes_on_in_the_name_of_those_that_stay_in_a_loop()
    {
        RecordedCores cores = new(1);
        LabelGroups groups = New(loops: 1, cores: cores);
        LabelledSector first = Join(groups), second = Join(groups);
        await first.LabelAsync(1);
        Task staying = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        using CancellationTokenSource stop = new();
        Action<LabelChain[]> hold = Backend.LabellingTogether!;
        Backend.LabellingTogether = chains =>
        {
            hold(chains);
            if (chains.Length == 2) stop.Cancel();
            else Assert.True(SpinWait.SpinUntil(() => cores.Holders is ["s-2"], Patience.Limit));
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.LabelAsync(2, token: stop.Token));
        await staying;
        Assert.Equal(["s-2"], cores.Holders);
        first.Seat.Dispose();
        Assert.Equal(["s-2"], cores.Holders);
        second.Seat.Dispose();
        Assert.Empty(cores.Holders);
    }

    [Fact]
    public async Task A_core_does_not_lie_idle_with_a_sector_that_cannot_be_labelled_now()
    {
        RecordedCores cores = new(1);
        LabelGroups groups = New(loops: 1, patience: TimeSpan.FromMilliseconds(1), cores: cores);
        LabelledSector away = Join(groups), alone = Join(groups);
        await away.LabelAsync(1);
        Assert.Equal(["s-1"], cores.Holders);
        await alone.LabelAsync(1);
        Assert.Equal(["s-2"], cores.Holders);
        Assert.Equal(["SDR s-1", "SDR s-2"], cores.Threads.Order());
    }

    [Fact]
    public async Task Free_cores_are_for_loops_that_are_needed_beyond_the_number()
    {
        RecordedCores cores = new(2);
        LabelGroups groups = New(loops: 1, width: 1, cores: cores);
        LabelledSector first = Join(groups), second = Join(groups);
        Assert.Equal(["s-1"], cores.Holders);
        await Task.WhenAll(first.LabelAsync(1), second.LabelAsync(1));
        Assert.Equal(["s-1", "s-2"], cores.Holders);
    }

    [Fact]
    public async Task What_cannot_be_started_fails_its_sectors_and_no_other_one()
    {
        RecordedCores cores = new(4);
        LabelGroups groups = New(loops: 1, cores: cores);
        LabelledSector[] sectors = [Join(groups), Join(groups), Join(groups)];
        Hold();
        Task first = sectors[0].LabelAsync(1);
        await Patience.UntilAsync("a loop runs", () => Loops.Count == 1);
        InvalidOperationException fault = new("no socket");
        cores.Taking = () => throw fault;
        Task second = sectors[1].LabelAsync(1);
        await sectors[1].WaitForLoopAsync();
        Task third = sectors[2].LabelAsync(1);
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => second));
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => third));
        cores.Taking = null;
        sectors[2].Seat.Dispose();
        Task again = sectors[1].LabelAsync(1);
        await sectors[1].WaitForLoopAsync();
        Release();
        await first;
        sectors[0].Seat.Dispose();
        await again;
        Assert.Equal(["s-2"], cores.Holders);
        sectors[0].AssertIsLabelled(layers: 1);
        sectors[1].AssertIsLabelled(layers: 1);
    }

    [Fact]
    public void A_sector_that_cannot_join_has_no_place()
    {
        BackendFault fault = FaultyBackend.FaultAt(BackendStage.Labels, FaultRemedy.Retire);
        RecordedCores cores = new(1);
        LabelGroups groups = New(loops: 1, cores: cores, measure: _ => throw new SealingBackendException(fault));
        LabelledSector first = Join(groups);
        Assert.Same(fault, Assert.Throws<SealingBackendException>(() => Join(groups)).Fault);
        first.Seat.Dispose();
        // It is not one too many, and the measurement is not asked for.
        _ = Join(groups);
        Assert.Single(cores.Holders);
    }
}
