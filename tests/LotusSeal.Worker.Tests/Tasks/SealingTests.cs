using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A 2 KiB sector through all steps, over the wire.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SealingTests : IDisposable
{
    private const string ZeroCid = "baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Seed = [.. Enumerable.Range(32, 32).Select(i => (byte)i)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RegisteredSealProof.StackedDrg2KiBV1_1)]
    [InlineData(RegisteredSealProof.StackedDrg2KiBV1_1_Feat_SyntheticPoRep)]
    public async Task A_sector_goes_from_data_to_finalized_and_back(RegisteredSealProof proof)
    {
        SectorRef sector = new(new SectorId(1000, 9), proof);
        string repo = _folder["repo"];
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, repo));
        async Task<ReturnedCall> Run(Task<CallId> call) => await miner.ReturnOf(await call);

        byte[] data = new byte[2032];
        new Random(7).NextBytes(data);
        PieceInfo piece = (await Run(worker.Api.AddPieceAsync(sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None))).Ok<PieceInfo>();
        Assert.Equal(2048UL, piece.Size);
        byte[] unsealed = File.ReadAllBytes(Path.Combine(repo, "unsealed", "s-t01000-9"));

        Assert.Null((await Run(worker.Api.FetchAsync(sector, SectorFileType.Unsealed, PathType.Sealing, AcquireMode.Move, None))).Error);
        byte[] output = (await Run(worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        using (JsonDocument json = JsonDocument.Parse(output))
        {
            Assert.Equal(Convert.ToBase64String(Ticket), json.RootElement.GetProperty("_lotus_SealRandomness").GetString());
            Assert.Equal(["_lotus_SealRandomness", "comm_d", "config", "labels", "registered_proof"],
                json.RootElement.EnumerateObject().Select(field => field.Name));
        }

        SectorCids cids = (await Run(worker.Api.SealPreCommit2Async(sector, output, None))).Ok<SectorCids>();
        Assert.Equal(piece.PieceCid, cids.Unsealed);
        string cache = Path.Combine(repo, "cache", "s-t01000-9");
        bool synthetic = proof == RegisteredSealProof.StackedDrg2KiBV1_1_Feat_SyntheticPoRep;
        Assert.Equal(synthetic, File.Exists(Path.Combine(cache, "syn-porep-vanilla-proofs.dat")));
        Assert.Equal(!synthetic, File.Exists(Path.Combine(cache, "sc-02-data-layer-1.dat")));

        byte[] proofs = (await Run(worker.Api.SealCommit1Async(sector, Ticket, Seed, [piece], cids, None))).Ok<byte[]>();
        Assert.StartsWith($"{{\"registered_proof\":\"{proof}\"", System.Text.Encoding.UTF8.GetString(proofs), StringComparison.Ordinal);

        Assert.Null((await Run(worker.Api.ReleaseUnsealedAsync(sector, null, None))).Error);
        Assert.False(File.Exists(Path.Combine(repo, "unsealed", "s-t01000-9")));
        Assert.Null((await Run(worker.Api.FinalizeSectorAsync(sector, None))).Error);
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(cache).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Assert.Null((await Run(worker.Api.UnsealPieceAsync(sector, 0, 2032, Ticket, piece.PieceCid, None))).Error);
        Assert.Equal(unsealed[..2048], File.ReadAllBytes(Path.Combine(repo, "unsealed", "s-t01000-9"))[..2048]);
        Assert.False(Directory.Exists(Path.Combine(repo, "unseal-scratch", "s-t01000-9")));
    }

    [Fact]
    public async Task Index_calls_of_pledging_come_in_the_order_of_a_real_worker()
    {
        SectorRef sector = new(new SectorId(1000, 1), RegisteredSealProof.StackedDrg2KiBV1_1);
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        PieceInfo piece = (await miner.ReturnOf(await worker.Api.AddPieceAsync(sector, [], 2032, PieceReaders.Zero(2032), None))).Ok<PieceInfo>();
        Assert.Equal(ZeroCid, piece.PieceCid!.ToString());
        miner.ForgetCalls();
        await miner.ReturnOf(await worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None));
        List<string> index = [.. miner.Calls.Where(call => call.Method is "StorageFindSector" or "StorageBestAlloc" or "StorageDeclareSector"
            or "StorageDropSector").Select(Shorten)];
        Assert.Equal(["FindSector 2 0", "FindSector 2 0", "FindSector 4 0", "FindSector 4 0", "FindSector 1 2048", "FindSector 2 2048",
            "FindSector 4 2048",
            "BestAlloc 2", "BestAlloc 4", "DeclareSector 2", "DeclareSector 4"], index);
    }

    [Fact]
    public async Task A_failed_task_is_returned_with_the_workers_name()
    {
        SectorRef sector = new(new SectorId(1000, 77), RegisteredSealProof.StackedDrg2KiBV1_1);
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        CallError error = (await miner.ReturnOf(await worker.Api.FinalizeSectorAsync(sector, None))).Error!;
        // No storage path: code 102 keeps its own text (protocol spec 10.1 W3).
        Assert.Equal(SealErrorCode.TempAllocateSpace, error.Code);
        Assert.DoesNotContain("[name:", error.Message, StringComparison.Ordinal);
        error = (await miner.ReturnOf(await worker.Api.FetchAsync(sector, SectorFileType.Sealed, PathType.Sealing, AcquireMode.Copy, None))).Error!;
        Assert.Equal(SealErrorCode.Unknown, error.Code);
        string[] halves = error.Message.Split(" [name: w0]: ");
        Assert.Equal(2, halves.Length);
        Assert.Equal(halves[0], halves[1]);
        Assert.Contains("sector not found", halves[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unsealing_with_another_sectors_data_commitment_fails_and_declares_nothing()
    {
        SectorRef sector = new(new SectorId(1000, 3), RegisteredSealProof.StackedDrg2KiBV1_1);
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        byte[] data = new byte[2032];
        data[5] = 1;
        PieceInfo piece = (await miner.ReturnOf(await worker.Api.AddPieceAsync(sector, null, 2032, PieceReaders.Push(new MemoryStream(data)), None)))
            .Ok<PieceInfo>();
        byte[] output = (await miner.ReturnOf(await worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        await miner.ReturnOf(await worker.Api.SealPreCommit2Async(sector, output, None));
        await miner.ReturnOf(await worker.Api.ReleaseUnsealedAsync(sector, [], None));
        miner.ForgetCalls();
        CallError error = (await miner.ReturnOf(await worker.Api.UnsealPieceAsync(sector, 0, 2032, Ticket, Cid.Parse(ZeroCid), None))).Error!;
        Assert.Contains("CommD", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("StorageDeclareSector", miner.Methods);
        Assert.False(File.Exists(_folder["repo/unsealed/s-t01000-3"]));
    }

    [Theory]
    [InlineData("cache/fetching/s-t01000-6.layers/layers.json", true)]
    [InlineData("cache/s-t01000-6/.lotusseal-layers.json", true)]
    [InlineData("cache/fetching/s-t01000-7.layers/layers.json", false)]
    public async Task PreCommit1_keeps_a_cache_with_a_checkpoint_and_removes_any_other(string checkpoint, bool kept)
    {
        SectorRef sector = new(new SectorId(1000, 6), RegisteredSealProof.StackedDrg2KiBV1_1);
        string cache = Directory.CreateDirectory(_folder["repo/cache/s-t01000-6"]).FullName, marker = Path.Combine(cache, "left-behind");
        File.WriteAllText(marker, "");
        Directory.CreateDirectory(Path.GetDirectoryName(_folder["repo", checkpoint])!);
        File.WriteAllText(_folder["repo", checkpoint], "{}");
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        PieceInfo piece = (await miner.ReturnOf(await worker.Api.AddPieceAsync(sector, [], 2032, PieceReaders.Zero(2032), None))).Ok<PieceInfo>();
        (await miner.ReturnOf(await worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        Assert.Equal(kept, File.Exists(marker));
        Assert.True(File.Exists(Path.Combine(cache, "sc-02-data-layer-2.dat")));
    }

    [Fact]
    public async Task An_external_PreCommit2_gets_its_variables_and_its_files_are_read()
    {
        SectorRef sector = new(new SectorId(1000, 8), RegisteredSealProof.StackedDrg2KiBV1_1);
        await using FakeMiner miner = await FakeMiner.StartAsync();
        string repo = _folder["repo"], output = _folder["environment"];
        byte[] preCommit1;
        SectorCids expected;
        await using (RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, repo)))
        {
            PieceInfo piece = (await miner.ReturnOf(await worker.Api.AddPieceAsync(sector, [], 2032, PieceReaders.Zero(2032), None))).Ok<PieceInfo>();
            preCommit1 = (await miner.ReturnOf(await worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
            expected = (await miner.ReturnOf(await worker.Api.SealPreCommit2Async(sector, preCommit1, None))).Ok<SectorCids>();
        }

        // The files are those of the built-in phase already; the command only shows what it was given.
        WorkerRunOptions options = RunningWorker.Options(miner, repo) with { ExternalPreCommit2 = $"env > {output}" };
        await using (RunningWorker worker = await RunningWorker.StartAsync(options))
            Assert.Equal(expected, (await miner.ReturnOf(await worker.Api.SealPreCommit2Async(sector, preCommit1, None))).Ok<SectorCids>());
        string[] lines = [.. File.ReadAllLines(output)
            .Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal)
            && !line.StartsWith("SHLVL=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal([$"EXTSEAL_PC2_CACHE={repo}/cache/s-t01000-8", $"EXTSEAL_PC2_PC1OUT={Convert.ToBase64String(preCommit1)}",
            "EXTSEAL_PC2_PROOF_TYPE=5",
            $"EXTSEAL_PC2_SEALED={repo}/sealed/s-t01000-8", "EXTSEAL_PC2_SECTOR_MINER=1000", "EXTSEAL_PC2_SECTOR_NUM=8",
            "EXTSEAL_PC2_SECTOR_SIZE=2048"], lines);

        await using RunningWorker failing = await RunningWorker.StartAsync(options with { ExternalPreCommit2 = "echo no memory >&2; exit 3" });
        CallError error = (await miner.ReturnOf(await failing.Api.SealPreCommit2Async(sector, preCommit1, None))).Error!;
        Assert.Contains("code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("no memory", error.Message, StringComparison.Ordinal);

        // As a built-in PreCommit2 leaves tree-d that was killed while it wrote the replica over the data.
        await using (FileStream tree = new(Path.Combine(repo, "cache", "s-t01000-8", "sc-02-data-tree-d.dat"), FileMode.Append)) tree.WriteByte(0);
        error = (await miner.ReturnOf(await failing.Api.SealPreCommit2Async(sector, preCommit1, None))).Error!;
        Assert.Contains($"{repo}/sealed/s-t01000-8 holds a part of a replica", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2048UL, "unpadded piece size")]
    [InlineData(4064UL, "can't add")]
    [InlineData(127UL, "can't add", 1016UL, 1016UL)]
    [InlineData(127UL, "pieceSizes[0]: 9223372036854775808 bytes do not fit behind 0 into the 2048 of the sector", 127UL << 56, 127UL << 56)]
    [InlineData(127UL, "pieceSizes[1]: 2048 bytes do not fit behind 128 into the 2048 of the sector", 127UL, 2032UL)]
    public async Task A_piece_that_cannot_fit_is_refused_at_once(ulong size, string reason, params ulong[] existing)
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        RpcException error = await Assert.ThrowsAsync<RpcException>(() =>
            worker.Api.AddPieceAsync(new SectorRef(new SectorId(1000, 1), RegisteredSealProof.StackedDrg2KiBV1_1), existing, size,
                PieceReaders.Zero(size), None));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Code);
    }

    [Fact]
    public async Task Pieces_lie_one_behind_the_other_and_only_kept_ranges_stay()
    {
        SectorRef sector = new(new SectorId(1000, 4), RegisteredSealProof.StackedDrg2KiBV1_1);
        string repo = _folder["repo"];
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, repo));
        byte[] first = [.. Enumerable.Repeat((byte)0x11, 1016)], second = [.. Enumerable.Repeat((byte)0x22, 1016)];
        await miner.ReturnOf(await worker.Api.AddPieceAsync(sector, [], 1016, PieceReaders.Push(new MemoryStream(first)), None));
        await miner.ReturnOf(await worker.Api.AddPieceAsync(sector, [1016], 1016, PieceReaders.Push(new MemoryStream(second)), None));
        Assert.Null((await miner.ReturnOf(await worker.Api.ReleaseUnsealedAsync(sector, [new UnpaddedRange(1016, 1016)], None))).Error);
        byte[] file = File.ReadAllBytes(Path.Combine(repo, "unsealed", "s-t01000-4"));
        Assert.True(file.AsSpan(0, 1024).IndexOfAnyExcept((byte)0) < 0, "the first piece must be gone");
        Assert.Equal(0x22, file[1024]);
        Assert.Equal(416, (int)(await worker.Http.GetAsync("/remote/unsealed/s-t01000-4/5/allocated/0/1016")).StatusCode);
        Assert.Equal(200, (int)(await worker.Http.GetAsync("/remote/unsealed/s-t01000-4/5/allocated/1016/1016")).StatusCode);
    }

    private static string Shorten((string Method, string Params) call)
    {
        using JsonDocument json = JsonDocument.Parse(call.Params);
        JsonElement[] values = [.. json.RootElement.EnumerateArray()];
        return call.Method switch
        {
            "StorageFindSector" => $"FindSector {values[1]} {values[2]}",
            "StorageBestAlloc" => $"BestAlloc {values[0]}",
            _ => $"{call.Method["Storage".Length..]} {values[2]}",
        };
    }
}
