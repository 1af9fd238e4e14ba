using System.Text;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Requests with parameters that are in their wire form already.</summary>
public sealed class RpcFrameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100_000)]
    public async Task Bytes_in_wire_form_make_the_request_that_bytes_make(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        CallError error = new(SealErrorCode.Unknown, "a < b & c");
        Assert.Equal(await TextAsync("x", bytes, error), await TextAsync("x", RawJson.Of(bytes), error));
        Assert.Equal(await TextAsync([bytes]), await TextAsync(RawJson.Of(bytes)));
    }

    [Fact]
    public async Task Other_values_in_wire_form_make_the_request_that_the_values_make()
    {
        PieceInfo piece = new(2048, null);
        Assert.Equal(await TextAsync(piece, null, "<"), await TextAsync(RawJson.Of(piece), null, RawJson.Of("<")));
        Assert.Equal(await TextAsync([null]), await TextAsync(RawJson.Of<byte[]?>(null)));
    }

    [Fact]
    public async Task A_frame_tells_its_length()
    {
        RpcFrame frame = RpcFrames.Request(RpcId.Of(7), "Filecoin.X", ["a", RawJson.Of(new byte[10])]);
        using MemoryStream written = new();
        await frame.WriteToAsync(written, null, TestContext.Current.CancellationToken);
        Assert.Equal(written.Length, frame.Length);
        Assert.Equal("""{"jsonrpc":"2.0","id":7,"method":"Filecoin.X","params":["a","AAAAAAAAAAAAAA=="]}""",
            Encoding.UTF8.GetString(written.ToArray()));
    }

    [Theory]
    [InlineData(49_151)]
    [InlineData(49_152)]
    [InlineData(49_153)]
    [InlineData(200_000)]
    public void Bytes_become_the_same_text_in_pieces_as_in_one(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        RawJson wire = RawJson.Of(bytes);
        byte[] expected = Encoding.UTF8.GetBytes($"\"{Convert.ToBase64String(bytes)}\"");
        Assert.Equal(expected, wire.Utf8);
        Assert.Equal(expected.Length, wire.Length);
        Assert.All(wire.Pieces(), piece => Assert.InRange(piece.Length, 1, 65_536));
        RawJson stored = RawJson.FromStore(expected.Length, () => new MemoryStream(expected));
        for (int i = 0; i < 2; i++) Assert.Equal(expected, stored.Utf8);
    }

    private static async Task<string> TextAsync(params object?[] arguments)
    {
        using MemoryStream written = new();
        await RpcFrames.Request(RpcId.Of(7), "Filecoin.X", arguments).WriteToAsync(written, null, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
