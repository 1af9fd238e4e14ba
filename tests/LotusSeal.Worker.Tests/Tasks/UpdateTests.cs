using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A sealed 2 KiB sector without data takes some, over the wire.</summary>
public sealed class UpdateTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly SectorRef Sector = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _data = new byte[2032];
    private FakeMiner _miner = null!;
    private RunningWorker _worker = null!;
    private SectorCids _cids = null!;
    private PieceInfo _zeros = null!, _piece = null!;

    /// <summary>Seals the sector and stages the new data.</summary>
    public async ValueTask InitializeAsync()
    {
        _miner = await FakeMiner.StartAsync();
        _worker = await RunningWorker.StartAsync(RunningWorker.Options(_miner, _folder["repo"]));
        _zeros = (await RunAsync(_worker.Api.AddPieceAsync(Sector, [], 2032, PieceReaders.Zero(2032), None))).Ok<PieceInfo>();
        byte[] output = (await RunAsync(_worker.Api.SealPreCommit1Async(Sector, Ticket, [_zeros], None))).Ok<byte[]>();
        _cids = (await RunAsync(_worker.Api.SealPreCommit2Async(Sector, output, None))).Ok<SectorCids>();
        Assert.Null((await RunAsync(_worker.Api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        Assert.Null((await RunAsync(_worker.Api.FinalizeSectorAsync(Sector, None))).Error);
        new Random(5).NextBytes(_data);
        _piece = (await RunAsync(_worker.Api.AddPieceAsync(Sector, [], 2032, PieceReaders.Push(new MemoryStream(_data)), None))).Ok<PieceInfo>();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_updated_sector_is_proved_finalized_and_unsealed_after_its_key_is_gone()
    {
        byte[] sealedBefore = File.ReadAllBytes(FileOf("sealed")), unsealed = File.ReadAllBytes(FileOf("unsealed"))[..2048];
        ReplicaUpdateOut made = (await RunAsync(_worker.Api.ReplicaUpdateAsync(Sector, [_piece], None))).Ok<ReplicaUpdateOut>();
        Assert.Equal(_piece.PieceCid, made.NewUnsealed);
        Assert.NotEqual(_cids.Sealed, made.NewSealed);
        Assert.Equal(sealedBefore, File.ReadAllBytes(FileOf("sealed")));

        byte[][] proofs = (await RunAsync(_worker.Api.ProveReplicaUpdate1Async(Sector, _cids.Sealed, made.NewSealed, made.NewUnsealed, None)))
            .Ok<byte[][]>();
        Assert.Equal(15064, Assert.Single(proofs).Length);
        CallError error =
            (await RunAsync(_worker.Api.ProveReplicaUpdate1Async(Sector, made.NewSealed, made.NewSealed, made.NewUnsealed, None))).Error!;
        Assert.Contains(Path.Combine(FileOf("cache"), "p_aux"), error.Message, StringComparison.Ordinal);

        Assert.Null((await RunAsync(_worker.Api.FinalizeReplicaUpdateAsync(Sector, None))).Error);
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(FileOf("update-cache")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Assert.Null((await RunAsync(_worker.Api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        HttpResponseMessage released = await _worker.Http.DeleteAsync($"/remote/sealed/{Sector.Id}");
        Assert.True(released.IsSuccessStatusCode);
        Assert.False(File.Exists(FileOf("sealed")));
        error = (await RunAsync(_worker.Api.UnsealPieceAsync(Sector, 0, 2032, Ticket, _zeros.PieceCid, None))).Error!;
        Assert.Contains(FileOf("update"), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FileOf("unsealed")));
        Assert.Null((await RunAsync(_worker.Api.UnsealPieceAsync(Sector, 0, 2032, Ticket, made.NewUnsealed, None))).Error);
        Assert.Equal(unsealed, File.ReadAllBytes(FileOf("unsealed"))[..2048]);
        Assert.False(File.Exists(FileOf("sealed")));

        Assert.Null((await RunAsync(_worker.Api.GenerateSectorKeyFromDataAsync(Sector, made.NewUnsealed, None))).Error);
        Assert.Equal(sealedBefore, File.ReadAllBytes(FileOf("sealed")));
        Assert.Null((await RunAsync(_worker.Api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        Assert.Null((await RunAsync(_worker.Api.UnsealPieceAsync(Sector, 0, 2032, Ticket, made.NewUnsealed, None))).Error);
        Assert.Equal(unsealed, File.ReadAllBytes(FileOf("unsealed"))[..2048]);
    }

    [Fact]
    public async Task An_update_with_other_pieces_is_refused_and_leaves_nothing()
    {
        CallError error = (await RunAsync(_worker.Api.ReplicaUpdateAsync(Sector, [_zeros], None))).Error!;
        Assert.Contains(FileOf("unsealed"), error.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(FileOf("update")));
        Assert.False(Path.Exists(FileOf("update-cache")));
        (await RunAsync(_worker.Api.ReplicaUpdateAsync(Sector, [_piece], None))).Ok<ReplicaUpdateOut>();
    }

    [Theory]
    [InlineData(new[] { 1UL << 63, 1UL << 63 }, "pieces[0].Size: 9223372036854775808 bytes do not fit behind 0 into the 2048 of the sector")]
    [InlineData(new[] { 1024UL, 2048UL }, "pieces[1].Size: 2048 bytes do not fit behind 1024 into the 2048 of the sector")]
    [InlineData(new[] { 1024UL }, "pieces: they add up to 1024 bytes, the sector has 2048")]
    public async Task Pieces_that_do_not_fill_the_sector_are_refused(ulong[] sizes, string reason)
    {
        PieceInfo[] pieces = [.. sizes.Select(size => _piece with { Size = size })];
        Assert.Equal(reason, (await Assert.ThrowsAsync<RpcException>(() => _worker.Api.ReplicaUpdateAsync(Sector, pieces, None))).Message);
        Assert.Equal(reason,
            (await Assert.ThrowsAsync<RpcException>(() => _worker.Api.SealPreCommit1Async(Sector, Ticket, pieces, None))).Message);
    }

    [Fact]
    public async Task Two_updates_at_once_make_one()
    {
        Task<ReturnedCall>[] calls = [.. Enumerable.Range(0, 2).Select(_ => RunAsync(_worker.Api.ReplicaUpdateAsync(Sector, [_piece], None)))];
        ReturnedCall[] both = await Task.WhenAll(calls);
        Assert.Equal(both[0].Ok<ReplicaUpdateOut>(), both[1].Ok<ReplicaUpdateOut>());
    }

    [Fact]
    public async Task A_cut_cache_of_the_sealed_sector_is_named()
    {
        string aux = Path.Combine(FileOf("cache"), "p_aux");
        await using (FileStream file = File.Open(aux, FileMode.Open)) file.SetLength(10);
        CallError error = (await RunAsync(_worker.Api.ReplicaUpdateAsync(Sector, [_piece], None))).Error!;
        Assert.Contains(aux, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_update_is_not_finalized()
    {
        (await RunAsync(_worker.Api.ReplicaUpdateAsync(Sector, [_piece], None))).Ok<ReplicaUpdateOut>();
        File.Delete(Path.Combine(FileOf("update-cache"), "p_aux"));
        CallError error = (await RunAsync(_worker.Api.FinalizeReplicaUpdateAsync(Sector, None))).Error!;
        Assert.Contains("the replica update did not end there", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(FileOf("update-cache"), "sc-02-data-tree-d.dat")));
    }

    private string FileOf(string type) => Path.Combine(_folder["repo"], type, Sector.Id.ToString());

    private async Task<ReturnedCall> RunAsync(Task<CallId> call) => await _miner.ReturnOf(await call);
}
