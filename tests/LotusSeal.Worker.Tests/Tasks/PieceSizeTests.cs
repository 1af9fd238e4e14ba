using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>Data that are shorter or longer than their piece, as Lotus takes them.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PieceSizeTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly TemporaryFolder _folder = new();
    private FakeMiner _miner = null!;
    private RunningWorker _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _miner = await FakeMiner.StartAsync();
        _worker = await RunningWorker.StartAsync(RunningWorker.Options(_miner, _folder["repo"]));
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task DataCid_puts_zeros_behind_shorter_data()
    {
        byte[] data = new byte[(10 << 20) / 128 * 127];
        data.AsSpan().Fill((byte)'a');
        PieceInfo piece = await DataCidAsync((16 << 20) / 128 * 127, data);
        Assert.Equal((16UL << 20, "baga6ea4seaqbxib4pdxs5cqdn3fmtj4rcxk6rx6ztiqmrx7fcpo3ymuxbp2rodi"), (piece.Size, piece.PieceCid!.ToString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(128)]
    [InlineData(1000)]
    public async Task DataCid_of_other_lengths_is_that_of_the_cut_or_filled_piece(int length)
    {
        byte[] data = new byte[length];
        new Random(length).NextBytes(data);
        byte[] piece = new byte[127];
        data.AsSpan(0, Math.Min(length, 127)).CopyTo(piece);
        Assert.Equal(await DataCidAsync(127, piece), await DataCidAsync(127, data));
    }

    [Fact]
    public async Task AddPiece_cuts_longer_data_and_refuses_shorter()
    {
        byte[] data = new byte[3000];
        new Random(5).NextBytes(data);
        ReturnedCall cut = await AddPieceAsync(data);
        Assert.Equal(await DataCidAsync(2032, data[..2032]), cut.Ok<PieceInfo>());
        ReturnedCall refused = await AddPieceAsync(data[..2031]);
        Assert.Contains("The piece ended after 2031 of 2032 bytes", refused.Error!.Message, StringComparison.Ordinal);
    }

    private async Task<PieceInfo> DataCidAsync(ulong size, byte[] data) => (await _miner.ReturnOf(
        await _worker.Api.DataCidAsync(size, PieceReaders.Push(new MemoryStream(data)), None))).Ok<PieceInfo>();

    private async Task<ReturnedCall> AddPieceAsync(byte[] data) => await _miner.ReturnOf(
        await _worker.Api.AddPieceAsync(Sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None));
}
