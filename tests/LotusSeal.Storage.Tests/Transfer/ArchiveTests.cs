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
    public async Task The_header_of_a_small_file_is_that_of_the_frameworks_writer()
    {
        using MemoryStream stream = new();
        DateTimeOffset modified = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        await using (TarWriter writer = new(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            UstarTarEntry entry = new(TarEntryType.RegularFile, "sc-02-data-tree-r-last.dat")
            {
                ModificationTime = modified,
                DataStream = new MemoryStream(Sectors.Bytes(405)),
            };
            await writer.WriteEntryAsync(entry, Token);
        }

        Assert.Equal(stream.ToArray()[..512], UstarWriter.Header("sc-02-data-tree-r-last.dat", 405, modified));
    }

    /// <summary>When one of these fails, the framework's reader can do what ours is there for: see docs/decisions/0007.</summary>
    [Fact]
    public async Task The_framework_refuses_the_archive_of_Lotus_and_takes_a_damaged_header()
    {
        byte[] cut = [.. UstarWriter.Header("t_aux", 405, DateTimeOffset.UnixEpoch), .. Sectors.Bytes(405)];
        using TarReader first = new(new OneWayStream(cut));
        Assert.Equal("t_aux", (await first.GetNextEntryAsync(copyData: false, Token))!.Name);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await first.GetNextEntryAsync(copyData: false, Token));

        using TarReader second = new(new OneWayStream([.. Renamed(), .. UstarWriter.End.Span]));
        Assert.Equal("q_aux", (await second.GetNextEntryAsync(copyData: false, Token))!.Name);
    }

    [Fact]
    public async Task A_header_with_a_wrong_checksum_is_refused()
    {
        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() => new UstarReader(new OneWayStream(Renamed())).NextAsync(Token));
        Assert.Contains("wrong checksum", e.Message);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    public async Task An_extended_header_past_64_KiB_is_refused_unread(char kind)
    {
        byte[] header = OfKind(UstarWriter.Header("p_aux", 1536L << 20, DateTimeOffset.UnixEpoch), kind);
        OneWayStream stream = new([.. header, .. new byte[4096]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() => new UstarReader(stream).NextAsync(Token));
        Assert.Contains("extended header of 1610612736 bytes", e.Message);
        Assert.Equal(512, stream.Taken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("80FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("80000000FFFFFFFFFFFFFFFF")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF")]
    public async Task A_size_that_no_file_has_is_refused(string field)
    {
        byte[] header = UstarWriter.Header("p_aux", 0, DateTimeOffset.UnixEpoch);
        Convert.FromHexString(field).CopyTo(header, 124);
        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(
            () => new UstarReader(new OneWayStream(OfKind(header, '0'))).NextAsync(Token));
        Assert.Contains("out of range", e.Message);
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
        byte[] header = OfKind(UstarWriter.Header("p_aux", 0, DateTimeOffset.UnixEpoch), kind);
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

    // The name was changed, the checksum was not.
    private static byte[] Renamed()
    {
        byte[] header = UstarWriter.Header("p_aux", 0, DateTimeOffset.UnixEpoch);
        header[0] = (byte)'q';
        return header;
    }

    private static byte[] OfKind(byte[] header, char kind)
    {
        header[156] = (byte)kind;
        int sum = header.Select((value, at) => at is >= 148 and < 156 ? (int)' ' : value).Sum();
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(header, 148);
        return header;
    }
}
