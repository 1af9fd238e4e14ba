using LotusSeal.Lotus.Types;
using LotusSeal.Storage;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>What is kept of an unsealed file outlives every unsealing, and nothing counts as valid that was not compared.</summary>
public sealed class UnsealTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private SealingScene _scene = null!;
    private SectorCids _cids = null!;
    private byte[] _data = [];

    public async ValueTask InitializeAsync()
    {
        _scene = await SealingScene.StartAsync();
        _cids = await _scene.SealAsync();
        _data = File.ReadAllBytes(_scene.Unsealed)[..2048];
        UnpaddedRange[] first = [new UnpaddedRange(0, 1016)];
        Assert.Null((await _scene.RunAsync(_scene.Worker.Api.ReleaseUnsealedAsync(SealingScene.Sector, first, None))).Error);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    // The damage in the kept piece, and in the one that is wanted.
    [Theory]
    [InlineData(40)]
    [InlineData(1500)]
    public async Task A_damaged_replica_changes_no_byte_of_the_kept_piece_and_gives_no_other(int damage)
    {
        byte[] before = File.ReadAllBytes(_scene.Unsealed);
        Flip(_scene.Sealed, damage);
        CallError error = (await UnsealAsync(1016, 1016, SealingScene.Ticket)).Error!;
        Assert.Equal(SealErrorCode.Unknown, error.Code);
        Assert.Contains(_scene.Sealed, error.Message, StringComparison.Ordinal);
        if (damage < 1024) Assert.Contains($"bytes {damage} to {damage + 1} of {_scene.Unsealed}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_scene.Unsealed));

        Flip(_scene.Sealed, damage);
        Assert.Null((await UnsealAsync(1016, 1016, SealingScene.Ticket)).Error);
        AssertWhole();
    }

    [Fact]
    public async Task A_wrong_ticket_leaves_everything_as_it_was_and_the_right_one_gives_the_data()
    {
        byte[] before = File.ReadAllBytes(_scene.Unsealed);
        Assert.Contains("CommD", (await UnsealAsync(1016, 1016, SealingScene.OtherTicket)).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_scene.Unsealed));
        Assert.Null((await UnsealAsync(0, 2032, SealingScene.Ticket)).Error);
        AssertWhole();
    }

    [Fact]
    public async Task Kept_bytes_that_rotted_are_named_and_no_longer_valid_and_the_next_unsealing_mends_them()
    {
        Flip(_scene.Unsealed, 300);
        CallError error = (await UnsealAsync(1016, 1016, SealingScene.Ticket)).Error!;
        Assert.Contains(_scene.Unsealed, error.Message, StringComparison.Ordinal);
        Assert.Contains("bytes 256 to 384", error.Message, StringComparison.Ordinal);
        Assert.Equal([new ByteRange(0, 256), new ByteRange(384, 2048 - 384)], PartialFile.ReadValid(_scene.Unsealed, 2048));
        Assert.Equal(_data[1024..], File.ReadAllBytes(_scene.Unsealed)[1024..2048]);

        Assert.Null((await UnsealAsync(0, 2032, SealingScene.Ticket)).Error);
        AssertWhole();
    }

    private Task<ReturnedCall> UnsealAsync(ulong offset, ulong size, byte[] ticket) =>
        _scene.RunAsync(_scene.Worker.Api.UnsealPieceAsync(SealingScene.Sector, offset, size, ticket, _cids.Unsealed, None));

    private void AssertWhole()
    {
        Assert.Equal(_data, File.ReadAllBytes(_scene.Unsealed)[..2048]);
        Assert.Equal([new ByteRange(0, 2048)], PartialFile.ReadValid(_scene.Unsealed, 2048));
    }

    private static void Flip(string file, int offset)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = offset;
        int value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ 1));
    }
}
