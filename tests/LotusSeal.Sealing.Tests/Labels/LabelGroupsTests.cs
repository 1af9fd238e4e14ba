using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>Which sectors are labelled in one loop, and what becomes of the others when one is stopped or fails.</summary>
public sealed class LabelGroupsTests : LabelGroupsScene
{
    [Fact]
    public async Task As_many_sectors_as_loops_have_one_each()
    {
        LabelGroups groups = New(loops: 2);
        LabelledSector first = Join(groups), second = Join(groups);
        foreach (int layer in (int[])[1, 2]) await Task.WhenAll(first.LabelAsync(layer), second.LabelAsync(layer));
        Assert.All(Loops, layers => Assert.Single(layers));
        first.AssertIsLabelled();
        second.AssertIsLabelled();
    }

    [Fact]
    public async Task One_more_joins_another_at_the_end_of_its_layer()
    {
        LabelGroups groups = New(loops: 1);
        LabelledSector first = Join(groups), second = Join(groups);
        Hold();
        Task below = first.LabelAsync(1);
        await first.WaitForLoopAsync();
        Task joining = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        Release();
        await below;
        Assert.All(Loops, layers => Assert.Single(layers));
        // The second one waits for the first, which is between two layers.
        Assert.Null(second.Seat.Part!.Loop);
        string? beside = null;
        await Task.WhenAll(joining, first.LabelAsync(2, _ => beside ??= first.Seat.Beside));
        Assert.Contains(Loops, layers => layers.Order().SequenceEqual([1U, 2U]));
        Assert.Equal("s-2", beside);
        Assert.Null(first.Seat.Beside);
        Assert.Contains("s-2 and s-1 are labelled in one loop", Notes);
        first.AssertIsLabelled();
        first.Seat.Dispose();
        await second.LabelAsync(2);
        second.AssertIsLabelled();
    }

    [Fact]
    public async Task A_layer_that_was_interrupted_is_labelled_alone_and_waits_for_nobody()
    {
        LabelGroups groups = New(loops: 1);
        LabelledSector first = Join(groups), interrupted = Join(groups);
        await first.LabelAsync(1);
        // The first one is between two layers, and would be waited for; what lies before the node is of no matter here.
        await interrupted.LabelAsync(1, first: Config.Nodes / 2);
        Assert.All(Loops, layers => Assert.Single(layers));
        interrupted.Seat.Dispose();
        await first.LabelAsync(2);
        first.AssertIsLabelled();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sector_that_is_stopped_or_fails_leaves_the_other(bool isStopped)
    {
        LabelGroups groups = New(loops: 1);
        using CancellationTokenSource stop = new();
        InvalidOperationException full = new("the disk is full");
        (Task stopped, Task staying, LabelledSector other) = await TogetherAsync(groups, finished =>
        {
            if (finished < Config.Nodes / 2) return;
            if (!isStopped) throw full;
            stop.Cancel();
        }, stop.Token);
        if (isStopped) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        else Assert.Same(full, await Assert.ThrowsAsync<InvalidOperationException>(() => stopped));
        await staying;
        other.AssertIsLabelled(layers: 1);
    }

    [Fact]
    public async Task A_sector_whose_disk_stands_still_holds_up_no_other_one_within_a_layer()
    {
        LabelGroups groups = New(loops: 1);
        using ManualResetEventSlim disk = new();
        (Task stalled, Task staying, LabelledSector other) = await TogetherAsync(groups, _ => Assert.True(disk.Wait(Patience.Limit)), default);
        await staying;
        other.AssertIsLabelled(layers: 1);
        Assert.False(stalled.IsCompleted);
        disk.Set();
        await stalled;
        Sectors[0].AssertIsLabelled();
    }

    [Fact]
    public async Task When_all_are_stopped_the_loop_ends()
    {
        LabelGroups groups = New(loops: 1);
        using CancellationTokenSource stop = new();
        (Task one, Task other, _) = await TogetherAsync(groups, _ => stop.Cancel(), stop.Token, bothStop: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        Sectors.ForEach(sector => sector.Seat.Dispose());
        await Join(groups).LabelAsync(1);
    }

    [Fact]
    public async Task A_fault_of_the_backend_is_everybodys()
    {
        LabelGroups groups = New(loops: 1);
        BackendFault fault = FaultyBackend.FaultAt(BackendStage.Labels, FaultRemedy.Retire);
        (Task one, Task other, LabelledSector sector) = await TogetherAsync(groups, _ => Backend.Fault = fault, default);
        Assert.Same(fault, (await Assert.ThrowsAsync<SealingBackendException>(() => one)).Fault);
        Assert.Same(fault, (await Assert.ThrowsAsync<SealingBackendException>(() => other)).Fault);
        Backend.Fault = null;
        Sectors[0].Seat.Dispose();
        await sector.LabelAsync(1);
        sector.AssertIsLabelled(layers: 1);
    }

    [Fact]
    public async Task A_sector_that_waits_for_another_one_can_be_stopped_and_goes_alone_when_that_leaves()
    {
        LabelGroups groups = New(loops: 1);
        LabelledSector first = Join(groups), second = Join(groups);
        await first.LabelAsync(1);
        using (CancellationTokenSource stop = new())
        {
            Task waiting = second.LabelAsync(1, token: stop.Token);
            await second.WaitForLoopAsync();
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }
        Task again = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        Assert.Null(second.Seat.Part!.Loop);
        first.Seat.Dispose();
        await again;
        second.AssertIsLabelled(layers: 1);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_patience_for_a_sector_between_two_layers()
    {
        LabelGroups groups = New(loops: 1, patience: TimeSpan.FromMilliseconds(1));
        LabelledSector first = Join(groups), second = Join(groups);
        await first.LabelAsync(1);
        await second.LabelAsync(1);
        Assert.All(Loops, layers => Assert.Single(layers));
    }

    [Fact]
    public async Task One_that_has_waited_for_a_loop_waits_no_longer_than_patience_for_the_sector_whose_layer_ends()
    {
        LabelGroups groups = New(loops: 1, patience: TimeSpan.FromMilliseconds(1));
        LabelledSector first = Join(groups), second = Join(groups);
        Hold();
        Task below = first.LabelAsync(1);
        await Patience.UntilAsync("a loop runs", () => Loops.Count == 1);
        Task waiting = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        // Its patience would be over by now; it does not begin before a loop is free.
        await Task.Delay(5, SealedSector.Token);
        Assert.Null(second.Seat.Part!.HeldSince);
        Release();
        await below;
        // The first one never asks for its next layer.
        await waiting;
        second.AssertIsLabelled(layers: 1);
    }

    [Fact]
    public async Task Whoever_listens_and_fails_fails_one_sector()
    {
        InvalidOperationException fault = new("the log is full");
        LabelGroups groups = New(loops: 1, note: note =>
        {
            if (note.EndsWith("in one loop", StringComparison.Ordinal) && note.StartsWith("s-", StringComparison.Ordinal)) throw fault;
        });
        LabelledSector first = Join(groups), second = Join(groups);
        await first.LabelAsync(1);
        Task waiting = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        Task above = first.LabelAsync(2);
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => waiting));
        await above;
        first.AssertIsLabelled();
    }

    [Fact]
    public async Task Where_nothing_is_gained_all_are_labelled_at_once()
    {
        LabelGroups groups = New(loops: 1, width: 1);
        LabelledSector[] sectors = [Join(groups), Join(groups), Join(groups)];
        Hold();
        Task[] all = [.. sectors.Select(sector => sector.LabelAsync(1))];
        await Patience.UntilAsync("three loops run", () => Loops.Count == 3);
        Release();
        await Task.WhenAll(all);
        Assert.All(Loops, layers => Assert.Single(layers));
    }

    [Fact]
    public async Task More_sectors_than_full_loops_hold_get_more_loops()
    {
        LabelGroups groups = New(loops: 1);
        LabelledSector[] sectors = [Join(groups), Join(groups), Join(groups)];
        Hold();
        Task first = sectors[0].LabelAsync(1);
        await sectors[0].WaitForLoopAsync();
        Task[] others = [sectors[1].LabelAsync(1), sectors[2].LabelAsync(1)];
        await Patience.UntilAsync("two loops run", () => Loops.Count == 2);
        Release();
        await Task.WhenAll([first, .. others]);
        Assert.All(sectors, sector => sector.AssertIsLabelled(layers: 1));
    }

    [Fact]
    public async Task Sectors_of_other_graphs_are_not_put_together()
    {
        LabelGroups groups = New(loops: 1);
        LabelledSector first = Join(groups), second = Join(groups, Small);
        await first.LabelAsync(1);
        await second.LabelAsync(1);
        // None of them waits for the other.
        Loops.Clear();
        Hold();
        Task[] both = [first.LabelAsync(2), second.LabelAsync(2)];
        await Patience.UntilAsync("two loops run", () => Loops.Count == 2);
        Release();
        await Task.WhenAll(both);
        Assert.All(Loops, layers => Assert.Single(layers));
        second.AssertIsLabelled();
    }

    [Fact]
    public async Task A_sector_that_waits_for_a_partner_holds_up_none_of_another_graph()
    {
        LabelGroups groups = New(loops: 2);
        LabelledSector away = Join(groups), waiting = Join(groups), other = Join(groups, Small);
        await Task.WhenAll(away.LabelAsync(1), other.LabelAsync(1));
        Task held = waiting.LabelAsync(1);
        await Patience.UntilAsync("it is held back for a partner", () => waiting.Seat.Part?.HeldSince is not null);
        await other.LabelAsync(2);
        Assert.Null(waiting.Seat.Part!.Loop);
        await Task.WhenAll(held, away.LabelAsync(2));
        Assert.Equal(2, Loops.Max(layers => layers.Length));
    }

    [Fact]
    public async Task A_parents_file_is_whole_though_the_sector_that_began_it_has_left()
    {
        using TemporaryFolder folder = new();
        LabelGroups groups = New(loops: 1);
        LabelledSector staying = Join(groups, parentsFolder: folder.Path), leaving = Join(groups, parentsFolder: folder.Path);
        await staying.LabelAsync(1);
        string path = Assert.Single(Directory.GetFiles(folder.Path));
        byte[] parents = File.ReadAllBytes(path);
        File.Delete(path);
        using CancellationTokenSource stop = new();
        Backend.LabellingTogether = _ => stop.Cancel();
        Task first = leaving.LabelAsync(1, token: stop.Token);
        await leaving.WaitForLoopAsync();
        Task second = staying.LabelAsync(2);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        staying.AssertIsLabelled();
        Assert.Equal(parents, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder.Path))));
    }

    /// <summary>Two sectors in layers of one loop: one that tells of its labels, and one that stays.</summary>
    private async Task<(Task Telling, Task Other, LabelledSector Sector)> TogetherAsync(LabelGroups groups, Action<ulong> labelled,
        CancellationToken token, bool bothStop = false)
    {
        LabelledSector telling = Join(groups), other = Join(groups);
        await telling.LabelAsync(1);
        Task waiting = other.LabelAsync(1, token: bothStop ? token : default);
        await other.WaitForLoopAsync();
        return (telling.LabelAsync(2, labelled, token), waiting, other);
    }
}
