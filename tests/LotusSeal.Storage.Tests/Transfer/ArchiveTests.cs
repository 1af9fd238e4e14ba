using System.Formats.Tar;
using FsCheck.Xunit;

namespace LotusSeal.Storage.Tests;

public class ArchiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_frameworks_reader_reads_what_is_written()
    {
        byte[] content = Sectors.Bytes(700);
        byte[] archive = [.. UstarWriter.Header("t_aux", 700, DateTimeOffset.UnixEpoch), .. content, .. new byte[UstarWriter.PaddingOf(700)],
            .. UstarWriter.End.Span];
        using TarReader reader = new(new MemoryStream(archive));
        TarEntry entry = (await reader.GetNextEntryAsync(copyData: true, Token))!;
        Assert.Equal(("t_aux", 700L, TarEntryType.RegularFile), (entry.Name, entry.Length, entry.EntryType));
        Assert.Null(await reader.GetNextEntryAsync(copyData: true, Token));
    }

    [Fact]
    public async Task Sizes_past_eight_gibibytes_survive()
    {
        const long size = 34_359_738_368;
        byte[] header = UstarWriter.Header("sc-02-data-layer-1.dat", size, DateTimeOffset.UnixEpoch);
        UstarReader reader = new(new MemoryStream(header));
        Assert.Equal("sc-02-data-layer-1.dat", await reader.NextAsync(Token));
        Assert.Equal(size, reader.Size);
        Assert.Equal("20 size=34359738368\n", System.Text.Encoding.ASCII.GetString(header, 512, 20));
        Assert.Equal(3 * 512, header.Length);
    }

    [Theory]
    [InlineData(0)] // as Lotus sends it: nothing behind the last byte of data
    [InlineData(100)] // padding cut
    [InlineData(512 - 405)] // end blocks missing
    [InlineData(512 - 405 + 512)] // one end block
    public async Task A_cut_end_is_accepted(int behind)
    {
        byte[] data = Sectors.Bytes(405);
        byte[] archive = [.. UstarWriter.Header("t_aux", 405, DateTimeOffset.UnixEpoch), .. data, .. new byte[behind]];
        using MemoryStream stream = new(archive);
        UstarReader reader = new(stream);
        Assert.Equal("t_aux", await reader.NextAsync(Token));
        byte[] back = new byte[reader.Size];
        await stream.ReadExactlyAsync(back, Token);
        Assert.Equal(data, back);
        Assert.Null(await reader.NextAsync(Token));
    }

    [Fact]
    public async Task Entries_of_the_framework_in_every_format_are_read()
    {
        foreach (TarEntryFormat format in new[] { TarEntryFormat.V7, TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu })
        {
            using MemoryStream stream = new();
            await using (TarWriter writer = new(stream, format, leaveOpen: true))
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, "p_aux"),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, "p_aux"),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, "p_aux"),
                    _ => new GnuTarEntry(TarEntryType.RegularFile, "p_aux"),
                };
                entry.DataStream = new MemoryStream(new byte[64]);
                await writer.WriteEntryAsync(entry, Token);
            }

            stream.Position = 0;
            UstarReader reader = new(stream);
            Assert.Equal(("p_aux", 64L), (await reader.NextAsync(Token), reader.Size));
        }
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('5')]
    [InlineData('S')]
    public async Task Anything_but_a_regular_file_is_refused(char kind)
    {
        byte[] header = UstarWriter.Header("p_aux", 0, DateTimeOffset.UnixEpoch);
        int difference = kind - header[156];
        header[156] = (byte)kind;
        string sum = Convert.ToString(Convert.ToInt32(System.Text.Encoding.ASCII.GetString(header, 148, 6), 8) + difference, 8).PadLeft(6, '0');
        System.Text.Encoding.ASCII.GetBytes(sum).CopyTo(header, 148);
        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() => new UstarReader(new MemoryStream(header)).NextAsync(Token));
        Assert.Contains("only regular files", e.Message);
    }

    [Property(MaxTest = 500)]
    public void Random_bytes_are_refused_or_end(byte[] noise, byte at, byte value)
    {
        byte[] header = UstarWriter.Header("p_aux", 3, DateTimeOffset.UnixEpoch);
        header[at * 2] = value;
        try
        {
            string? name = new UstarReader(new MemoryStream([.. header, .. noise])).NextAsync(Token).GetAwaiter().GetResult();
            Assert.True(name is null || name.Length <= 256);
        }
        catch (InvalidDataException)
        {
            // Refused: fine.
        }
    }

    [Theory]
    [InlineData("p_aux", 64)]
    [InlineData("t_aux", 10240)]
    [InlineData("sc-02-data-tree-r-last.dat", 10_000_000)]
    [InlineData("sc-02-data-tree-r-last-15.dat", 10_000_000)]
    [InlineData("sc-02-data-layer-11.dat", 65L << 30)]
    [InlineData("sc-02-data-tree-c-0.dat", 5L << 30)]
    [InlineData("sc-02-data-tree-d.dat", 130L << 30)]
    [InlineData("sc-02-data-tree-c.dat", 5L << 30)]
    [InlineData("syn-porep-vanilla-proofs.dat", 16L << 30)]
    public void Names_of_cache_files_have_their_limits(string name, long limit)
    {
        Assert.True(CacheFileNames.TryGetLimit(name, out long actual));
        Assert.Equal(limit, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("./p_aux")]
    [InlineData("../p_aux")]
    [InlineData("/etc/passwd")]
    [InlineData("sc-02-data-layer-0.dat")]
    [InlineData("sc-02-data-layer-12.dat")]
    [InlineData("sc-02-data-layer-01.dat")]
    [InlineData("sc-02-data-layer-.dat")]
    [InlineData("sc-02-data-layer--1.dat")]
    [InlineData("sc-02-data-tree-c-16.dat")]
    [InlineData("sc-02-data-tree-r-last-1/x.dat")]
    [InlineData("p_aux\0")]
    public void Other_names_are_refused(string name) => Assert.False(CacheFileNames.TryGetLimit(name, out _));
}
