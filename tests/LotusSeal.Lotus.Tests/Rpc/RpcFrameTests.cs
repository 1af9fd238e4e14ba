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
        await frame.WriteToAsync(written, TestContext.Current.CancellationToken);
        Assert.Equal(written.Length, frame.Length);
        Assert.Equal("""{"jsonrpc":"2.0","id":7,"method":"Filecoin.X","params":["a","AAAAAAAAAAAAAA=="]}""",
            Encoding.UTF8.GetString(written.ToArray()));
    }

    private static async Task<string> TextAsync(params object?[] arguments)
    {
        using MemoryStream written = new();
        await RpcFrames.Request(RpcId.Of(7), "Filecoin.X", arguments).WriteToAsync(written, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(written.ToArray());
    }
}
