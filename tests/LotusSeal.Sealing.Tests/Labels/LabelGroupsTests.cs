using System.Collections.Concurrent;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>Which sectors are labelled in one loop, and what becomes of the others when one is stopped or fails.</summary>
public sealed class LabelGroupsTests : IDisposable
{
    private static readonly PoRepConfig Config = PoRepConfig.ForShape(1024 * 32, new Digest([.. Enumerable.Repeat((byte)5, 32)]), ApiVersion.V1_1_0);

    private readonly FaultyBackend _backend = new();
    private readonly List<LabelledSector> _sectors = [];
    private readonly ConcurrentQueue<string> _notes = [];
    private readonly ConcurrentQueue<uint[]> _loops = [];
    private readonly SemaphoreSlim _mayLabel = new(0);
    private volatile bool _isHeld;

    public LabelGroupsTests() => _backend.LabellingTogether = chains =>
    {
        _loops.Enqueue([.. chains.Select(chain => chain.LayerNumber)]);
        if (_isHeld) Assert.True(_mayLabel.Wait(Patience.Limit));
    };

    public void Dispose()
    {
        _sectors.ForEach(sector => sector.Dispose());
        _mayLabel.Dispose();
    }

    [Fact]
    public async Task As_many_sectors_as_loops_have_one_each()
    {
        LabelGroups groups = New(loops: 2);
        LabelledSector first = Join(groups), second = Join(groups);
        foreach (int layer in (int[])[1, 2]) await Task.WhenAll(first.LabelAsync(layer), second.LabelAsync(layer));
        Assert.All(_loops, layers => Assert.Single(layers));
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
        Assert.All(_loops, layers => Assert.Single(layers));
        // The second one waits for the first, which is between two layers.
        Assert.Null(second.Seat.Part!.Loop);
        string? beside = null;
        await Task.WhenAll(joining, first.LabelAsync(2, _ => beside ??= first.Seat.Beside));
        Assert.Contains(_loops, layers => layers.Order().SequenceEqual([1U, 2U]));
        Assert.Equal("s-2", beside);
        Assert.Null(first.Seat.Beside);
        Assert.Contains("s-2 and s-1 are labelled in one loop", _notes);
        first.AssertIsLabelled();
        first.Seat.Dispose();
        await second.LabelAsync(2);
        second.AssertIsLabelled();
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
    public async Task When_all_are_stopped_the_loop_ends()
    {
        LabelGroups groups = New(loops: 1);
        using CancellationTokenSource stop = new();
        (Task one, Task other, _) = await TogetherAsync(groups, _ => stop.Cancel(), stop.Token, bothStop: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        _sectors.ForEach(sector => sector.Seat.Dispose());
        await Join(groups).LabelAsync(1);
    }

    [Fact]
    public async Task A_fault_of_the_backend_is_everybodys()
    {
        LabelGroups groups = New(loops: 1);
        BackendFault fault = FaultyBackend.FaultAt(BackendStage.Labels, FaultRemedy.Retire);
        (Task one, Task other, LabelledSector sector) = await TogetherAsync(groups, _ => _backend.Fault = fault, default);
        Assert.Same(fault, (await Assert.ThrowsAsync<SealingBackendException>(() => one)).Fault);
        Assert.Same(fault, (await Assert.ThrowsAsync<SealingBackendException>(() => other)).Fault);
        _backend.Fault = null;
        _sectors[0].Seat.Dispose();
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
        Assert.All(_loops, layers => Assert.Single(layers));
    }

    [Fact]
    public async Task Where_nothing_is_gained_all_are_labelled_at_once()
    {
        LabelGroups groups = New(loops: 1, width: 1);
        LabelledSector[] sectors = [Join(groups), Join(groups), Join(groups)];
        Hold();
        Task[] all = [.. sectors.Select(sector => sector.LabelAsync(1))];
        await Patience.UntilAsync("three loops run", () => _loops.Count == 3);
        Release();
        await Task.WhenAll(all);
        Assert.All(_loops, layers => Assert.Single(layers));
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
        await Patience.UntilAsync("two loops run", () => _loops.Count == 2);
        Release();
        await Task.WhenAll([first, .. others]);
        Assert.All(sectors, sector => sector.AssertIsLabelled(layers: 1));
    }

    [Fact]
    public async Task Sectors_of_other_graphs_are_not_put_together()
    {
        LabelGroups groups = New(loops: 1);
        PoRepConfig small = PoRepConfig.ForShape(512 * 32, new Digest([.. Enumerable.Repeat((byte)5, 32)]), ApiVersion.V1_1_0);
        LabelledSector first = Join(groups), second = Join(groups, small);
        await first.LabelAsync(1);
        await second.LabelAsync(1);
        await Task.WhenAll(first.LabelAsync(2), second.LabelAsync(2));
        Assert.All(_loops, layers => Assert.Single(layers));
        second.AssertIsLabelled();
    }

    [Fact]
    public async Task A_shared_loop_has_one_core_and_whoever_stays_inherits_it()
    {
        RecordedCores cores = new(1);
        LabelGroups groups = New(loops: 1, cores: cores);
        LabelledSector first = Join(groups), second = Join(groups);
        Assert.Equal(["s-1"], cores.Holders);
        await first.LabelAsync(1);
        await Task.WhenAll(second.LabelAsync(1), first.LabelAsync(2));
        Assert.Equal(["s-1"], cores.Holders);
        first.Seat.Dispose();
        Assert.Equal(["s-2"], cores.Holders);
        await second.LabelAsync(2);
        second.AssertIsLabelled();
        second.Seat.Dispose();
        Assert.Empty(cores.Holders);
        Assert.Equal(3, _loops.Select(layers => string.Join(',', layers)).Distinct().Count());
    }

    [Theory]
    [InlineData(4, 2, 1.0, 1.1, 2.2)]
    [InlineData(4, 4, 1.0, 1.1, 1.3)]
    [InlineData(4, 1, 1.0, 1.9, 2.0)]
    [InlineData(2, 2, 1.0, 1.6, 0)]
    [InlineData(1, 1, 0, 0, 0)]
    public void As_many_as_gain_a_quarter_each_time(int most, int chosen, double one, double two, double four) =>
        Assert.Equal(chosen, LabelGain.Choose(most, sectors => sectors == 1 ? one : sectors == 2 ? two : four));

    [Theory, MemberData(nameof(SealingBackends.Available), MemberType = typeof(SealingBackends))]
    public void What_is_measured_is_a_width_of_the_backend(string backend)
    {
        LabelBackend labels = SealingBackends.Create(backend).Labels!;
        Assert.InRange(LabelGain.Measure(labels), 1, labels.MaxChains);
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

    private void Hold() => _isHeld = true;

    private void Release()
    {
        _isHeld = false;
        _mayLabel.Release(100);
    }

    private LabelGroups New(int loops, int width = 2, TimeSpan? patience = null, ILabelCores? cores = null) => new(new SealingOptions
    {
        LabelLoops = loops,
        LabelWidth = width,
        LabelCores = cores,
        PartnerPatience = patience ?? Patience.Limit,
        Note = _notes.Enqueue,
    });

    private LabelledSector Join(LabelGroups groups, PoRepConfig? config = null)
    {
        LabelledSector sector = new(groups, _backend, (byte)(_sectors.Count + 1), config ?? Config);
        _sectors.Add(sector);
        return sector;
    }
}
