using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>What happens to layers between PreCommit1 and the end of PreCommit2, over the wire.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LayersTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly TemporaryFolder _folder = new();
    private FakeMiner _miner = null!;
    private RunningWorker _worker = null!;

    private string Repository => _folder["repo"];

    private string Cache => Path.Combine(Repository, "cache", "s-t01000-9");

    private string Records => Path.Combine(Repository, "cache", "fetching", "s-t01000-9.layers");

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("sc-02-data-tree-d.dat", 1000)]
    [InlineData("sc-02-data-tree-d.dat", 4000)]
    [InlineData("sc-02-data-layer-1.dat", 0)]
    [InlineData("sc-02-data-layer-2.dat", 2047)]
    public async Task Rot_fails_PreCommit2_by_name_and_the_way_back_over_PreCommit1_heals_the_sector(string file, int offset)
    {
        SectorRef sector = await StartAsync(RegisteredSealProof.StackedDrg2KiBV1_1);
        PieceInfo piece = await AddPieceAsync(sector);
        byte[] output = (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        Assert.Equal(["sc-02-data-layer-1.dat", "sc-02-data-layer-2.dat", "sc-02-data-tree-d.dat"], NamesIn(Cache));
        byte[] sound = File.ReadAllBytes(Path.Combine(Cache, file)), rotten = [.. sound];
        rotten[offset] ^= 1;
        File.WriteAllBytes(Path.Combine(Cache, file), rotten);
        // A miner tries PreCommit2 again before it goes back.
        for (int i = 0; i < 4; i++)
        {
            CallError error = (await ReturnOf(_worker.Api.SealPreCommit2Async(sector, output, None))).Error!;
            Assert.Equal(SealErrorCode.Unknown, error.Code);
            Assert.Contains($"{Path.Combine(Cache, file)}: bytes ", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(output, (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>());
        Assert.Equal(sound, File.ReadAllBytes(Path.Combine(Cache, file)));
        Assert.Equal(piece.PieceCid, (await ReturnOf(_worker.Api.SealPreCommit2Async(sector, output, None))).Ok<SectorCids>().Unsealed);
        Assert.False(Directory.Exists(Records));
    }

    [Fact]
    public async Task A_PreCommit1_whose_files_the_miner_does_not_take_is_done_and_declared_later()
    {
        WorkerTimings timings = RunningWorker.Quick with { IndexPatience = TimeSpan.FromMilliseconds(1) };
        SectorRef sector = await StartAsync(RegisteredSealProof.StackedDrg2KiBV1_1, timings);
        PieceInfo piece = await AddPieceAsync(sector);
        bool away = true;
        _miner.Script = call => away && call.Method.EndsWith("StorageDeclareSector", StringComparison.Ordinal)
            ? throw new RpcException("not now") : Task.CompletedTask;
        byte[] output = (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        away = false;
        await Patience.UntilAsync("the miner knows the cache", () => Holders(SectorFileType.Cache) == 1 && Holders(SectorFileType.Sealed) == 1);
        Assert.Null((await ReturnOf(_worker.Api.SealPreCommit2Async(sector, output, None))).Error);
    }

    [Fact]
    public async Task A_finished_PreCommit1_that_is_asked_for_again_keeps_its_layers_and_another_ticket_does_not()
    {
        SectorRef sector = await StartAsync(RegisteredSealProof.StackedDrg2KiBV1_1);
        PieceInfo piece = await AddPieceAsync(sector);
        byte[] output = (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        string layer = Path.Combine(Cache, "sc-02-data-layer-1.dat");
        DateTime labelled = File.GetLastWriteTimeUtc(layer);
        Assert.Equal(output, (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>());
        Assert.Equal(labelled, File.GetLastWriteTimeUtc(layer));

        byte[] other = (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, [.. Ticket.Reverse()], [piece], None))).Ok<byte[]>();
        Assert.NotEqual(labelled, File.GetLastWriteTimeUtc(layer));
        Assert.Null((await ReturnOf(_worker.Api.SealPreCommit2Async(sector, other, None))).Error);
    }

    [Fact]
    public async Task A_kill_at_any_step_of_the_deletion_of_a_synthetic_sectors_layers_is_no_loss()
    {
        SectorRef sector = await StartAsync(RegisteredSealProof.StackedDrg2KiBV1_1_Feat_SyntheticPoRep);
        PieceInfo piece = await AddPieceAsync(sector);
        byte[] output = (await ReturnOf(_worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        SectorCids expected = await ReachDeletionAsync(sector, output);
        Dictionary<string, byte[]> whole = Directory.GetFiles(Cache).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        string[] deleted = ["sc-02-data-layer-1.dat", "sc-02-data-layer-2.dat", "sc-02-data-tree-c.dat", "sc-02-data-tree-d.dat"];
        // Whatever the order of the deletion: every set of files that a kill may leave.
        for (int left = 0; left < 1 << deleted.Length; left++)
        {
            foreach ((string name, byte[] content) in whole) File.WriteAllBytes(Path.Combine(Cache, name), content);
            for (int i = 0; i < deleted.Length; i++)
                if ((left >> i & 1) == 0) File.Delete(Path.Combine(Cache, deleted[i]));
            Assert.Equal(expected, (await ReturnOf(_worker.Api.SealPreCommit2Async(sector, output, None))).Ok<SectorCids>());
            Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "syn-porep-vanilla-proofs.dat", "t_aux"], NamesIn(Cache));
        }
    }

    /// <summary>Does what PreCommit2 does up to the deletion.</summary>
    private async Task<SectorCids> ReachDeletionAsync(SectorRef sector, byte[] output)
    {
        PreCommit1Output input = PreCommit1OutputJson.Parse(output);
        SectorPaths paths = new(Cache, Path.Combine(Repository, "sealed", "s-t01000-9"));
        SectorSealer sealer = new(new ManagedSealingBackend(), new SealingOptions { ParentsCacheDirectory = null, Threads = 2 });
        SealCommitments commitments = await sealer.PreCommit2Async(input, paths, null, None);
        SealIdentity identity = new(input.Config, ProverId.FromMiner(sector.Id.Miner), sector.Id.Number);
        PieceCommitment data = new(commitments.CommD.Value, input.Config.DataSize);
        PreCommittedSector preCommitted = new(identity, new SealTicket(new Digest(Ticket)), paths, commitments, [data]);
        await sealer.GenerateSyntheticProofsAsync(preCommitted, null, None);
        return new SectorCids(Cid.FromCommD(commitments.CommD), Cid.FromCommR(commitments.CommR));
    }

    private async Task<SectorRef> StartAsync(RegisteredSealProof proof, WorkerTimings? timings = null)
    {
        _miner = await FakeMiner.StartAsync();
        _worker = await RunningWorker.StartAsync(RunningWorker.Options(_miner, Repository), timings);
        return new SectorRef(new SectorId(1000, 9), proof);
    }

    private async Task<PieceInfo> AddPieceAsync(SectorRef sector)
    {
        byte[] data = new byte[2032];
        new Random(7).NextBytes(data);
        return (await ReturnOf(_worker.Api.AddPieceAsync(sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None))).Ok<PieceInfo>();
    }

    private async Task<ReturnedCall> ReturnOf(Task<CallId> call) => await _miner.ReturnOf(await call);

    private int Holders(SectorFileType type) =>
        _miner.StorageFindSectorAsync(new SectorId(1000, 9), type, 2048, false, None).GetAwaiter().GetResult()?.Length ?? 0;

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
