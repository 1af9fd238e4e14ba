using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.DevMiner.Tests.Pipeline;

/// <summary>Where pieces go, and that data comes back as it went in.</summary>
public class PieceSourcesTests
{
    [Theory]
    [InlineData(1UL, 127UL)]
    [InlineData(127UL, 127UL)]
    [InlineData(128UL, 254UL)]
    [InlineData(500UL, 508UL)]
    [InlineData(1000UL, 1016UL)]
    [InlineData(2032UL, 2032UL)]
    public void The_smallest_piece_that_holds_the_bytes_is_chosen(ulong bytes, ulong unpadded) =>
        Assert.Equal(unpadded, PieceLayout.NextPieceSize(bytes).Bytes);

    [Fact]
    public void Fillers_align_pieces_and_fill_the_sector()
    {
        Assert.Equal("508f 508z 1016f", Layout(508, 1016));
        Assert.Equal("1016f 508f 508z", Layout(1016, 508));
        Assert.Equal("127f 127z 254f 508z 1016z", Layout(127, 254));
        Assert.Equal("2032f", Layout(2032));
        Assert.Throws<ArgumentException>(() => Layout(1016, 508, 1016));
        Assert.Throws<ArgumentException>(() => Layout(4064));
    }

    [Fact]
    public async Task Unpadding_gives_back_what_was_padded()
    {
        byte[] data = new byte[127 * 16];
        new Random(1).NextBytes(data);
        byte[] padded = new byte[2048];
        Fr32.Pad(data, padded);
        using MemoryStream back = new();
        await using (Fr32UnpadStream stream = new(new MemoryStream(padded), 2000)) await stream.CopyToAsync(back);
        Assert.Equal(data[..2000], back.ToArray());
    }

    private static string Layout(params ulong[] sizes) => string.Join(' ',
        PieceSources.WithFillers(2048, sizes.Select(size => new PieceSource(size, "file")))
        .Select(piece => $"{piece.UnpaddedSize}{(piece.File is null ? 'z' : 'f')}"));
}
