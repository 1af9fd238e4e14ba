using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>What PreCommit1 does at a time: the data beside the first layer, the end of a layer beside the next one.</summary>
public sealed class OverlapTests : IDisposable
{
    private readonly FaultyBackend _backend = new();
    private readonly ManualResetEventSlim _inLayer2 = new();
    private readonly SealedSector _sector;

    public OverlapTests() => _sector = New(false);

    private string TreeD => _sector.Cache(SectorFileNames.TreeD);

    public void Dispose()
    {
        _sector.Dispose();
        _inLayer2.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Labels_wait_neither_for_the_data_nor_for_the_end_of_the_layer_below(bool lowMemory)
    {
        using SealedSector sector = New(lowMemory);
        // The end of the first layer waits for the data, and these for the second layer.
        HoldDataUntilLayer2();
        LastProgress progress = new();
        await sector.PreCommit1Async(progress);
        Assert.Equal(3 * sector.Vector.Config.Nodes, progress.Most);
        _backend.HashingPairs = null;
        await sector.PreCommit2Async();
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_of_another_CommD_fail_as_before_the_labels_and_no_layer_is_kept(bool afterLayer1)
    {
        Damage.Flip(_sector.Paths.Unsealed!, 77);
        if (afterLayer1) HoldDataUntilLayer2();
        SealingException failure = await Assert.ThrowsAsync<SealingException>(() => _sector.PreCommit1Async());
        Assert.Matches($"^{_sector.Paths.Unsealed} has CommD .*; the pieces have {_sector.Vector.Commitments.CommD}.$", failure.Message);
        Assert.Equal([TreeD], Directory.GetFileSystemEntries(_sector.Paths.Cache));
        AssertFolderHas("cache", "sealed", "unsealed");
        Assert.False(Directory.Exists(_sector.Records));

        _backend.HashingPairs = null;
        Damage.Flip(_sector.Paths.Unsealed!, 77);
        await _sector.SealAsync();
        _sector.AssertCacheIs("cache_files_after_pc2");
    }

    [Fact]
    public async Task Data_that_cannot_be_read_fail_as_before_the_labels_and_leave_nothing()
    {
        File.Delete(_sector.Paths.Unsealed!);
        SealingException failure = await Assert.ThrowsAsync<SealingException>(() => _sector.PreCommit1Async());
        Assert.Equal($"{_sector.Paths.Unsealed} is missing.", failure.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_sector.Paths.Cache));
        AssertFolderHas("cache");
    }

    [Fact]
    public async Task Cancelled_before_the_data_are_proved_it_leaves_no_layer()
    {
        using CancellationTokenSource stop = new();
        // In the second layer, while the end of the first one waits for the data.
        _backend.Labelling = (layer, _) =>
        {
            if (layer == 2) stop.Cancel();
        };
        _backend.HashingPairs = () =>
        {
            stop.Token.WaitHandle.WaitOne(Patience.Limit);
            stop.Token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sector.PreCommit1Async(token: stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_sector.Paths.Cache));
        AssertFolderHas("cache", "unsealed");
    }

    [Fact]
    public async Task Cancelled_while_a_layer_is_finished_it_keeps_this_one()
    {
        using StopAfter stop = new(progress => progress.Step == "layer 2/2");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sector.PreCommit1Async(stop, stop.Token));
        await _sector.PreCommit1Async();
        Assert.Equal(2, LayerCheckpoint.Load(_sector.Paths.Cache, _sector.Vector.ReplicaId)!.Layers.Count);
        await _sector.SealAsync();
        _sector.AssertCacheIs("cache_files_after_pc2");
    }

    [Fact]
    public async Task A_layer_that_cannot_be_noted_fails_by_its_own_error()
    {
        // Nothing can be renamed to this name.
        string digests = Path.Combine(_sector.Records, SectorFileNames.LayerDigests(1));
        LastProgress progress = new(report =>
        {
            if (report.Step == "layer 2/2") return;
            Directory.CreateDirectory(Path.Combine(digests, "full"));
        });
        IOException failure = await Assert.ThrowsAnyAsync<IOException>(() => _sector.PreCommit1Async(progress));
        Assert.Contains(digests, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_sector.Folder.Path, "*", SearchOption.AllDirectories),
            name => name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal));
        Assert.False(File.Exists(_sector.Cache(SectorFileNames.Layer(2))));
    }

    [Fact]
    public async Task Two_at_once_in_one_folder_give_the_same_files()
    {
        using ManualResetEventSlim isThrough = new();
        // The first one stands in its second layer until the other one has gone through.
        LastProgress first = new(report =>
        {
            if (report.Step != "layer 2/2") return;
            _inLayer2.Set();
            Assert.True(isThrough.Wait(Patience.Limit));
        });
        Task<PreCommit1Output> one = _sector.PreCommit1Async(first);
        await Task.Run(() => _inLayer2.Wait(Patience.Limit, SealedSector.Token), SealedSector.Token);
        await new SectorSealer(_backend, new SealingOptions { Threads = 2 }).PreCommit1Async(_sector.Staged, null, SealedSector.Token);
        isThrough.Set();
        await one;
        await _sector.SealAsync();
        _sector.AssertCacheIs("cache_files_after_pc2");
        _sector.AssertReplicaIsWhole();
    }

    private SealedSector New(bool lowMemory)
    {
        SealedSector sector = new(SectorVector.Load("32kib"), _backend,
            options => options with { LowMemory = lowMemory, ParentsCacheDirectory = null });
        // Known answers come first.
        Assert.Equal(FaultyBackend.DeviceName, sector.Sealer.Backends.ToString());
        return sector;
    }

    private void HoldDataUntilLayer2()
    {
        _backend.Labelling = (layer, _) =>
        {
            if (layer == 2) _inLayer2.Set();
        };
        _backend.HashingPairs = () => Assert.True(_inLayer2.Wait(Patience.Limit));
    }

    private void AssertFolderHas(params string[] names) =>
        Assert.Equal(names,
            Directory.GetFileSystemEntries(_sector.Folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    /// <summary>What was reported.</summary>
    private sealed class LastProgress(Action<PhaseProgress>? also = null) : IProgress<PhaseProgress>
    {
        private ulong _most;

        public ulong Most => Volatile.Read(ref _most);

        public void Report(PhaseProgress value)
        {
            lock (this) _most = Math.Max(_most, value.Done);
            also?.Invoke(value);
        }
    }
}
