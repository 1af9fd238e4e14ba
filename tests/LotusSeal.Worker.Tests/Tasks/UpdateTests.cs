using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A sealed 2 KiB sector without data takes some, over the wire.</summary>
public sealed class UpdateTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private UpdateScene _scene = null!;

    private static SectorRef Sector => UpdateScene.Sector;

    private IWorkerApi Api => _scene.Worker.Api;

    public async ValueTask InitializeAsync() => _scene = await UpdateScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task An_updated_sector_is_proved_finalized_and_unsealed_after_its_key_is_gone()
    {
        byte[] sealedBefore = File.ReadAllBytes(FileOf("sealed")), unsealed = File.ReadAllBytes(FileOf("unsealed"))[..2048];
        ReplicaUpdateOut made = (await RunAsync(Api.ReplicaUpdateAsync(Sector, [_scene.Piece], None))).Ok<ReplicaUpdateOut>();
        Assert.Equal(_scene.Piece.PieceCid, made.NewUnsealed);
        Assert.NotEqual(_scene.Cids.Sealed, made.NewSealed);
        Assert.Equal(sealedBefore, File.ReadAllBytes(FileOf("sealed")));

        byte[][] proofs = (await RunAsync(Api.ProveReplicaUpdate1Async(Sector, _scene.Cids.Sealed, made.NewSealed, made.NewUnsealed, None)))
            .Ok<byte[][]>();
        Assert.Equal(15064, Assert.Single(proofs).Length);
        CallError error =
            (await RunAsync(Api.ProveReplicaUpdate1Async(Sector, made.NewSealed, made.NewSealed, made.NewUnsealed, None))).Error!;
        Assert.Contains(Path.Combine(FileOf("cache"), "p_aux"), error.Message, StringComparison.Ordinal);

        Assert.Null((await RunAsync(Api.FinalizeReplicaUpdateAsync(Sector, None))).Error);
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(FileOf("update-cache")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Assert.Null((await RunAsync(Api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        await _scene.DeleteAsync("sealed");
        Assert.False(File.Exists(FileOf("sealed")));
        error = (await RunAsync(Api.UnsealPieceAsync(Sector, 0, 2032, UpdateScene.Ticket, _scene.Zeros.PieceCid, None))).Error!;
        Assert.Contains(FileOf("update"), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FileOf("unsealed")));
        Assert.Null((await RunAsync(Api.UnsealPieceAsync(Sector, 0, 2032, UpdateScene.Ticket, made.NewUnsealed, None))).Error);
        Assert.Equal(unsealed, File.ReadAllBytes(FileOf("unsealed"))[..2048]);
        Assert.False(File.Exists(FileOf("sealed")));

        Assert.Null((await RunAsync(Api.GenerateSectorKeyFromDataAsync(Sector, made.NewUnsealed, None))).Error);
        Assert.Equal(sealedBefore, File.ReadAllBytes(FileOf("sealed")));
        Assert.Null((await RunAsync(Api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        Assert.Null((await RunAsync(Api.UnsealPieceAsync(Sector, 0, 2032, UpdateScene.Ticket, made.NewUnsealed, None))).Error);
        Assert.Equal(unsealed, File.ReadAllBytes(FileOf("unsealed"))[..2048]);
    }

    [Fact]
    public async Task An_update_with_other_pieces_is_refused_and_leaves_nothing()
    {
        CallError error = (await RunAsync(Api.ReplicaUpdateAsync(Sector, [_scene.Zeros], None))).Error!;
        Assert.Contains(FileOf("unsealed"), error.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(FileOf("update")));
        Assert.False(Path.Exists(FileOf("update-cache")));
        (await RunAsync(Api.ReplicaUpdateAsync(Sector, [_scene.Piece], None))).Ok<ReplicaUpdateOut>();
    }

    [Theory]
    [InlineData(new[] { 1UL << 63, 1UL << 63 }, "pieces[0].Size: 9223372036854775808 bytes do not fit behind 0 into the 2048 of the sector")]
    [InlineData(new[] { 1024UL, 2048UL }, "pieces[1].Size: 2048 bytes do not fit behind 1024 into the 2048 of the sector")]
    [InlineData(new[] { 1024UL }, "pieces: they add up to 1024 bytes, the sector has 2048")]
    public async Task Pieces_that_do_not_fill_the_sector_are_refused(ulong[] sizes, string reason)
    {
        PieceInfo[] pieces = [.. sizes.Select(size => _scene.Piece with { Size = size })];
        Assert.Equal(reason, (await Assert.ThrowsAsync<RpcException>(() => Api.ReplicaUpdateAsync(Sector, pieces, None))).Message);
        Assert.Equal(reason,
            (await Assert.ThrowsAsync<RpcException>(() => Api.SealPreCommit1Async(Sector, UpdateScene.Ticket, pieces, None))).Message);
    }

    [Fact]
    public async Task Two_updates_at_once_make_one()
    {
        Task<ReturnedCall>[] calls = [.. Enumerable.Range(0, 2).Select(_ => RunAsync(Api.ReplicaUpdateAsync(Sector, [_scene.Piece], None)))];
        ReturnedCall[] both = await Task.WhenAll(calls);
        Assert.Equal(both[0].Ok<ReplicaUpdateOut>(), both[1].Ok<ReplicaUpdateOut>());
    }

    [Fact]
    public async Task A_cut_cache_of_the_sealed_sector_is_named()
    {
        string aux = Path.Combine(FileOf("cache"), "p_aux");
        await using (FileStream file = File.Open(aux, FileMode.Open)) file.SetLength(10);
        CallError error = (await RunAsync(Api.ReplicaUpdateAsync(Sector, [_scene.Piece], None))).Error!;
        Assert.Contains(aux, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_update_is_not_finalized()
    {
        (await RunAsync(Api.ReplicaUpdateAsync(Sector, [_scene.Piece], None))).Ok<ReplicaUpdateOut>();
        File.Delete(Path.Combine(FileOf("update-cache"), "p_aux"));
        CallError error = (await RunAsync(Api.FinalizeReplicaUpdateAsync(Sector, None))).Error!;
        Assert.Contains("the replica update did not end there", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(FileOf("update-cache"), "sc-02-data-tree-d.dat")));
    }

    private string FileOf(string type) => _scene.FileOf(type);

    private Task<ReturnedCall> RunAsync(Task<CallId> call) => _scene.RunAsync(call);
}
