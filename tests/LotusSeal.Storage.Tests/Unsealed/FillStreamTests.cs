namespace LotusSeal.Storage.Tests;

public sealed class FillStreamTests : IDisposable
{
    private const int Size = 1 << 16;
    private readonly TemporaryFolder _folder = new();

    private string Path1 => _folder["s-t01000-1"];

    public void Dispose() => _folder.Dispose();

    // Chunk lengths that fall together with the ranges, lie across them, and are shorter than they.
    [Theory]
    [InlineData(Size)]
    [InlineData(4096)]
    [InlineData(5000)]
    [InlineData(100)]
    public void Only_what_is_missing_is_written_and_what_is_valid_is_compared(int chunk)
    {
        byte[] kept = Sectors.Bytes(Size), data = [.. kept.Select(b => (byte)~b)];
        // The first kept range is as the data, but for two bytes; the second is another's.
        data.AsSpan(4096, 8192).CopyTo(kept.AsSpan(4096));
        kept[5000] ^= 1;
        kept[5010] ^= 1;
        using PartialFile file = Kept(kept, new ByteRange(4096, 8192), new ByteRange(Size - 256, 256));
        using (FillStream fill = file.OpenFill())
        {
            Assert.Equal([new ByteRange(0, 4096), new ByteRange(12288, Size - 256 - 12288)], fill.Missing);
            for (int done = 0; done < Size; done += chunk) fill.Write(data.AsSpan(done, Math.Min(chunk, Size - done)));
            Assert.Equal(5000UL, fill.Different[0].Offset);
            Assert.Equal(new ByteRange(Size - 256, 256), fill.Different[^1]);
            Assert.True(new ByteRuns(fill.Different).Contains(new ByteRange(5010, 1)));
            Assert.False(new ByteRuns(fill.Different).Contains(new ByteRange(5011, 1)));
            Assert.Throws<IOException>(() => fill.Write([1]));
        }

        byte[] now = File.ReadAllBytes(Path1)[..Size];
        Assert.Equal(data[..4096], now[..4096]);
        Assert.Equal(kept[4096..12288], now[4096..12288]);
        Assert.Equal(data[12288..^256], now[12288..^256]);
        Assert.Equal(kept[^256..], now[^256..]);
        Assert.Equal([new ByteRange(4096, 8192), new ByteRange(Size - 256, 256)], file.Valid);
    }

    [Fact]
    public void Discarded_bytes_are_zeros_again_and_valid_ones_stay()
    {
        byte[] kept = Sectors.Bytes(Size);
        using PartialFile file = Kept(kept, new ByteRange(8192, 4096));
        using (FillStream fill = file.OpenFill()) fill.Write(kept);
        file.Discard(0, Size);
        byte[] now = File.ReadAllBytes(Path1)[..Size];
        Assert.Equal(new byte[8192], now[..8192]);
        Assert.Equal(kept[8192..12288], now[8192..12288]);
        Assert.Equal(new byte[Size - 12288], now[12288..]);
        Assert.Equal([new ByteRange(8192, 4096)], PartialFile.ReadValid(Path1, Size));
    }

    [Fact]
    public void Distrusted_bytes_are_no_longer_valid_and_stay_as_they_are()
    {
        byte[] kept = Sectors.Bytes(Size);
        using (PartialFile file = Kept(kept, new ByteRange(0, Size))) file.Distrust(4096, 128);
        Assert.Equal([new ByteRange(0, 4096), new ByteRange(4224, Size - 4224)], PartialFile.ReadValid(Path1, Size));
        Assert.Equal(kept, File.ReadAllBytes(Path1)[..Size]);
    }

    private PartialFile Kept(byte[] bytes, params ByteRange[] valid)
    {
        PartialFile file = PartialFile.Create(Path1, Size);
        foreach (ByteRange range in valid)
        {
            using Stream stream = file.OpenRange(range.Offset, range.Size);
            stream.Write(bytes.AsSpan((int)range.Offset, (int)range.Size));
            file.MarkAllocated(range.Offset, range.Size);
        }

        return file;
    }
}
