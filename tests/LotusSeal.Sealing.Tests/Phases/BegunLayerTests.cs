using System.Diagnostics;
using System.Text;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Fuzzing;
using LotusSeal.Testing.Processes;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>An interrupted PreCommit1 goes on inside a layer, over labels that are proved to be there.</summary>
public sealed class BegunLayerTests : IDisposable
{
    /// <summary>Nodes of layer 2 after which it is interrupted, of 1024.</summary>
    private const ulong Half = 512;

    private readonly FaultyBackend _backend = new();
    private readonly List<string> _warnings = [], _notes = [];
    private readonly FakeTimeProvider _clock = new();
    private readonly List<(uint Layer, uint Node)> _labelled = [];
    private SealedSector _sector;
    private TimeSpan _atRisk = TimeSpan.Zero;

    public BegunLayerTests() => _sector = New(false);

    private LayerCheckpoint? Checkpoint => LayerCheckpoint.Load(_sector.Paths.Cache, _sector.Vector.ReplicaId);

    private string Layer1 => _sector.Cache(SectorFileNames.Layer(1));

    private string Layer2 => _sector.Cache(SectorFileNames.Layer(2));

    private string CheckpointFile => Path.Combine(_sector.Records, SectorFileNames.LayerCheckpoint);

    private IEnumerable<string> Unfinished =>
        Directory.GetFiles(_sector.Folder.Path, "*" + SectorFileNames.TemporarySuffix, SearchOption.AllDirectories);

    public void Dispose() => _sector.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_layer_is_labelled_on_from_where_it_was(bool lowMemory)
    {
        Use(lowMemory);
        ulong nodes = await InterruptAsync();
        Assert.Equal([Path.GetFileName(UnfinishedOf(Checkpoint!.Begun!.Owner))], Unfinished.Select(path => Path.GetFileName(path)!));
        MostDone progress = new();
        await GoOnAsync(progress);
        Assert.Equal((2u, (uint)nodes), _labelled[0]);
        Assert.Equal(3 * _sector.Vector.Config.Nodes, progress.Most);
        Assert.Contains($"{Layer2} is labelled on from node {nodes} of 1024", _notes);
        await AssertIsTheReferenceAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_killed_layer_is_labelled_on_from_where_it_was(bool lowMemory)
    {
        List<string> notes = [];
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"), options => options with
        {
            LowMemory = lowMemory,
            ParentsCacheDirectory = null,
            Note = notes.Add,
        });
        BegunLayer? begun = null;
        // A kill may hit the moment at which a layer was whole.
        while (begun is null)
        {
            using Process process = LabelChild.Start(sector.Vector, sector.Paths, lowMemory);
            await Patience.UntilAsync("a part of a layer is kept", () => Read() is { Begun: not null } || process.HasExited);
            Assert.False(process.HasExited, "The child labelled all.");
            await ChildProcess.KillAsync(process);
            begun = Read()!.Begun;
        }
        await sector.PreCommit1Async();
        string layer = sector.Cache(SectorFileNames.Layer(begun.Layer));
        Assert.Contains($"{layer} is labelled on from node {begun.Nodes} of {sector.Vector.Config.Nodes}", notes);
        IReadOnlyDictionary<string, (long Length, string Sha256)> right = sector.Vector.Files("cache_files_after_pc2");
        foreach (string file in Directory.GetFileSystemEntries(sector.Paths.Cache))
            Assert.Equal(right[Path.GetFileName(file)].Sha256, SealedSector.Sha256(file));
        Assert.Equal(3, Directory.GetFileSystemEntries(sector.Paths.Cache).Length);

        LayerCheckpoint? Read() => LayerCheckpoint.Load(sector.Paths.Cache, sector.Vector.ReplicaId);
    }

    [Fact]
    public async Task It_can_be_interrupted_again_and_again()
    {
        ulong nodes = 0;
        foreach (ulong end in (ulong[])[128, 384, 768])
        {
            ulong kept = await InterruptAsync(end);
            Assert.Empty(_warnings);
            if (nodes > 0) Assert.Equal((2u, (uint)nodes), _labelled[0]);
            nodes = kept;
        }

        await GoOnAsync();
        Assert.Equal((2u, (uint)nodes), _labelled[0]);
        await AssertIsTheReferenceAsync();
    }

    [Theory]
    [InlineData("flipped", "does not hold the NODES nodes that were labelled")]
    [InlineData("cut", "ends at byte 4096; it was cut while it was read")]
    [InlineData("gone", "was begun, but its unfinished file is gone or another process has it")]
    [InlineData("held", "was begun, but its unfinished file is gone or another process has it")]
    public async Task Labels_that_are_not_there_any_more_are_made_again_with_one_warning(string damage, string warning)
    {
        ulong nodes = await InterruptAsync();
        string file = Unfinished.Single();
        using FolderOwner? other = damage == "held"
            ? FolderOwner.TryTakeOver(_sector.Paths.Cache, Checkpoint!.Begun!.Owner, out _) : null;
        if (damage == "flipped") Damage.Flip(file, 5000);
        else if (damage == "cut") Damage.Truncate(file, 4096);
        else if (damage == "gone") File.Delete(file);
        await GoOnAsync();
        Assert.Contains(warning.Replace("NODES", $"{nodes}", StringComparison.Ordinal), Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal((2u, 0u), _labelled[0]);
        if (other is not null) File.Delete(Unfinished.Single());
        other?.Dispose();
        await AssertIsTheReferenceAsync();
    }

    [Fact]
    public async Task A_file_that_is_too_short_to_be_mapped_is_not_used()
    {
        await InterruptAsync();
        SectorSealer mapping = new(_backend, new SealingOptions { Threads = 1, LowMemory = true, Warning = _warnings.Add });
        await mapping.PreCommit1Async(_sector.Staged, null, SealedSector.Token);
        Assert.Contains("bytes instead of 32768", Assert.Single(_warnings), StringComparison.Ordinal);
        await AssertIsTheReferenceAsync();
    }

    [Fact]
    public async Task The_layer_below_is_made_again_first_when_it_is_damaged()
    {
        ulong nodes = await InterruptAsync();
        Damage.Flip(Layer1, 100);
        // Within the minute: a part of the layer below would take its place in the checkpoint.
        SectorSealer sealer = new(_backend, new SealingOptions { Threads = 1, Clock = _clock });
        Assert.Equal(FaultyBackend.DeviceName, sealer.Backends.ToString());
        _labelled.Clear();
        await sealer.PreCommit1Async(_sector.Staged, null, SealedSector.Token);
        Assert.Equal([(1u, 0u), (2u, (uint)nodes)], [_labelled[0], _labelled.First(block => block.Layer == 2)]);
        await AssertIsTheReferenceAsync();
    }

    [Fact]
    public async Task A_layer_below_that_comes_out_differently_makes_it_worthless()
    {
        await InterruptAsync();
        // As if the first layer had been another one, and the second were begun over that.
        LayerCheckpoint checkpoint = Checkpoint!;
        (checkpoint with { Layers = [new string('0', 64)] }).Save(_sector.Paths.Cache);
        await GoOnAsync();
        Assert.Equal((2u, 0u), _labelled.First(block => block.Layer == 2));
        await AssertIsTheReferenceAsync();
    }

    [Fact]
    public async Task Another_ticket_labels_from_the_start_and_deletes_it()
    {
        await InterruptAsync();
        string file = Unfinished.Single();
        _labelled.Clear();
        await _sector.Sealer.PreCommit1Async(_sector.Staged with { Ticket = new SealTicket(_sector.Vector.Seed.Value) }, null, SealedSector.Token);
        Assert.Equal((1u, 0u), _labelled[0]);
        Assert.Empty(_warnings);
        Assert.False(File.Exists(file));
        await GoOnAsync();
        await AssertIsTheReferenceAsync();
    }

    [Fact]
    public async Task A_second_PreCommit1_of_the_folder_leaves_the_layer_that_the_first_one_labels()
    {
        using ManualResetEventSlim isBegun = new(), isThrough = new();
        Watch(node =>
        {
            if (node != Half || isBegun.IsSet) return;
            WaitFor(Half);
            isBegun.Set();
            Assert.True(isThrough.Wait(Patience.Limit));
        });
        Task<PreCommit1Output> one = _sector.PreCommit1Async();
        await Task.Run(() => isBegun.Wait(Patience.Limit, SealedSector.Token), SealedSector.Token);
        await new SectorSealer(_backend, new SealingOptions { Threads = 1, LabelsAtRisk = TimeSpan.Zero, Warning = _warnings.Add })
            .PreCommit1Async(_sector.Staged, null, SealedSector.Token);
        Assert.Contains("another process has it", Assert.Single(_warnings), StringComparison.Ordinal);
        isThrough.Set();
        await one;
        await AssertIsTheReferenceAsync();
    }

    [Fact]
    public async Task It_is_kept_once_a_minute_and_never_in_a_layer_that_takes_less()
    {
        _atRisk = new SealingOptions().LabelsAtRisk;
        Assert.Equal(TimeSpan.FromMinutes(1), _atRisk);
        Use(lowMemory: false);
        await CancelAtAsync(640);
        Assert.Null(Checkpoint!.Begun);
        Assert.Empty(Unfinished);

        // At the end of the minute what is there by then is kept.
        await CancelAtAsync(768, node =>
        {
            if (node == 256) _clock.Advance(_atRisk);
            if (node == 640) Assert.True(SpinWait.SpinUntil(() => Checkpoint!.Begun is not null, Patience.Limit));
        });
        Assert.InRange(Checkpoint!.Begun!.Nodes, 128UL, 640UL);
        Assert.Single(Unfinished);
    }

    [Fact]
    public async Task Nothing_is_kept_before_the_data_are_proved()
    {
        using CancellationTokenSource stop = new();
        _backend.HashingPairs = () =>
        {
            stop.Token.WaitHandle.WaitOne(Patience.Limit);
            stop.Token.ThrowIfCancellationRequested();
        };
        _backend.Labelling = (layer, _) =>
        {
            if (layer == 2) stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sector.PreCommit1Async(token: stop.Token));
        Assert.False(Directory.Exists(_sector.Records));
        Assert.Empty(Unfinished);
    }

    [Fact]
    public void A_part_that_cannot_be_noted_is_a_warning_once()
    {
        LayerFiles files = new(_sector.Vector.Config, _sector.Paths.Cache, new SealingOptions());
        SealingOptions options = new() { Warning = _warnings.Add };
        LayerJournal journal = new(files, _sector.Paths.Cache, new LayerCheckpoint("", []), [false, false], options);
        File.WriteAllText(Directory.CreateDirectory(Path.GetDirectoryName(_sector.Records)!).FullName + "/cache.layers", "in the way");
        for (ulong nodes = 64; nodes < 256; nodes += 64) journal.Note(new BegunLayer(1, "0123456789abcdef", nodes, ""));
        Assert.Null(journal.Begun);
        Assert.StartsWith($"How far {Layer1} is cannot be kept: ", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_checkpoint_never_changes_a_layer()
    {
        await InterruptAsync();
        (string owner, byte[] checkpoint) = (Checkpoint!.Begun!.Owner, await File.ReadAllBytesAsync(CheckpointFile, SealedSector.Token));
        await new Fuzz(checkpoint) { Rounds = 25 }.CheckAsync(async bytes =>
        {
            Directory.Delete(_sector.Records, recursive: true);
            await InterruptAsync();
            string changed = Encoding.Latin1.GetString(bytes).Replace(owner, Checkpoint!.Begun!.Owner, StringComparison.Ordinal);
            await File.WriteAllBytesAsync(CheckpointFile, Encoding.Latin1.GetBytes(changed), SealedSector.Token);
            await GoOnAsync();
            Assert.Equal(_sector.Vector.Files("cache_files_after_pc2")[SectorFileNames.Layer(2)].Sha256, SealedSector.Sha256(Layer2));
            Assert.Empty(Unfinished);
        });
    }

    private SealedSector New(bool lowMemory)
    {
        SealedSector sector = new(SectorVector.Load("32kib"), _backend, options => options with
        {
            LowMemory = lowMemory,
            ParentsCacheDirectory = null,
            LabelsAtRisk = _atRisk,
            Clock = _clock,
            Warning = _warnings.Add,
            Note = _notes.Add,
        });
        // Known answers come first.
        Assert.Equal(FaultyBackend.DeviceName, sector.Sealer.Backends.ToString());
        Watch(null);
        return sector;
    }

    private void Use(bool lowMemory)
    {
        _sector.Dispose();
        _sector = New(lowMemory);
    }

    private string UnfinishedOf(string owner) => _sector.Cache($"sc-02-data-layer-2.{owner}{SectorFileNames.TemporarySuffix}");

    /// <summary>Does something before each block of layer 2; nothing is kept of it before the one below is whole.</summary>
    private void Watch(Action<uint>? beforeBlock) => _backend.Labelling = (layer, node) =>
    {
        _labelled.Add((layer, node));
        if (layer != 2 || beforeBlock is null) return;
        Assert.True(SpinWait.SpinUntil(() => Checkpoint is { Layers.Count: 1 }, Patience.Limit));
        beforeBlock(node);
    };

    private void WaitFor(ulong nodes) => Assert.True(SpinWait.SpinUntil(() => Checkpoint!.Begun?.Nodes == nodes, Patience.Limit));

    /// <summary>Cancels PreCommit1 in layer 2, when the labels up to a node are kept.</summary>
    /// <returns>What is kept: these nodes, or a block more.</returns>
    private async Task<ulong> InterruptAsync(ulong nodes = Half)
    {
        _labelled.Clear();
        await CancelAtAsync(nodes, node =>
        {
            if (node == nodes) WaitFor(nodes);
        });
        Assert.Equal(2, Checkpoint!.Begun!.Layer);
        Assert.InRange(Checkpoint.Begun.Nodes, nodes, nodes + 128);
        return Checkpoint.Begun.Nodes;
    }

    /// <summary>Cancels PreCommit1 in layer 2 before a node, kept or not; the block that begins there is labelled.</summary>
    private async Task CancelAtAsync(ulong end, Action<uint>? beforeBlock = null)
    {
        using CancellationTokenSource stop = new();
        Watch(node =>
        {
            beforeBlock?.Invoke(node);
            if (node == end) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sector.PreCommit1Async(token: stop.Token));
        Watch(null);
    }

    /// <summary>PreCommit1 to its end; <see cref="_labelled"/> has what it labels.</summary>
    private Task GoOnAsync(IProgress<PhaseProgress>? progress = null)
    {
        _labelled.Clear();
        return _sector.PreCommit1Async(progress);
    }

    private async Task AssertIsTheReferenceAsync()
    {
        Assert.Empty(Unfinished);
        Assert.Null(Checkpoint!.Begun);
        await _sector.PreCommit2Async();
        _sector.AssertCacheIs("cache_files_after_pc2");
        _sector.AssertReplicaIsWhole();
    }

    private sealed class MostDone : IProgress<PhaseProgress>
    {
        private ulong _most;

        public ulong Most => Volatile.Read(ref _most);

        public void Report(PhaseProgress value)
        {
            lock (this) _most = Math.Max(_most, value.Done);
        }
    }
}
