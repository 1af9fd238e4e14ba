using LotusSeal.DevMiner.Index;

namespace LotusSeal.Storage.Tests;

public sealed class PartialFileTests : IDisposable
{
    private const ulong Size = 1 << 20;
    private readonly TemporaryFolder _folder = new();

    private string Path1 => _folder["s-t01000-1"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_has_nothing_valid_and_ends_with_four_zero_bytes()
    {
        using (PartialFile file = PartialFile.Create(Path1, Size)) Assert.False(file.IsAllocated(0, 1));
        Assert.Equal((long)Size + 4, new FileInfo(Path1).Length);
        Assert.Empty(PartialFile.ReadValid(Path1, Size));
    }

    [Fact]
    public void A_fully_valid_small_file_has_the_length_seen_at_a_real_worker()
    {
        using (PartialFile file = PartialFile.Create(Path1, 2048)) file.MarkAllocated(0, 2048);
        Assert.Equal(2048 + 3 + 4, new FileInfo(Path1).Length);
    }

    [Fact]
    public void Written_pieces_are_read_back_after_reopening()
    {
        byte[] piece = Sectors.Bytes(1024);
        using (PartialFile file = PartialFile.Create(Path1, Size))
        {
            using (Stream stream = file.OpenRange(4096, 1024)) stream.Write(piece);
            file.MarkAllocated(4096, 1024);
        }

        using PartialFile again = PartialFile.Open(Path1, Size);
        Assert.True(again.IsAllocated(4096, 1024));
        Assert.False(again.IsAllocated(4096, 1025));
        using Stream read = again.OpenPiece(4096, 1024);
        byte[] back = new byte[1024];
        read.ReadExactly(back);
        Assert.Equal(piece, back);
        Assert.Equal(0, read.Read(back));
        Assert.Throws<StorageException>(() => again.OpenPiece(0, 128));
    }

    [Fact]
    public void Freed_ranges_give_their_space_back_and_read_as_zeros()
    {
        FileSystemProbe probe = new();
        using PartialFile file = PartialFile.Create(Path1, Size);
        using (Stream stream = file.OpenRange(0, Size)) stream.Write(Sectors.Bytes((int)Size));
        file.MarkAllocated(0, Size);
        long before = probe.DiskUsage(Path1);
        file.Free(65536, Size - 65536);
        Assert.True(file.IsAllocated(0, 65536));
        Assert.False(file.IsAllocated(65536, 1));
        byte[] rest = new byte[4096];
        using (Stream stream = file.OpenRange(65536, 4096)) stream.ReadExactly(rest);
        Assert.Equal(new byte[4096], rest);
        Assert.True(probe.DiskUsage(Path1) < before / 4, $"{probe.DiskUsage(Path1)} of {before} bytes are still used");
    }

    [Theory]
    [InlineData("journal", false)]
    [InlineData("trailer", true)]
    [InlineData("done", true)]
    public void A_crash_while_the_map_is_written_leaves_the_old_or_the_new_map(string step, bool isNew)
    {
        using (PartialFile file = PartialFile.Create(Path1, Size))
        {
            file.MarkAllocated(0, 1024);
            file.BeforeStep = name =>
            {
                if (name == step) throw new IOException("crash");
            };
            Assert.Throws<IOException>(() => file.MarkAllocated(4096, 1024));
        }

        using PartialFile again = PartialFile.Open(Path1, Size);
        Assert.True(again.IsAllocated(0, 1024));
        Assert.Equal(isNew, again.IsAllocated(4096, 1024));
    }

    [Fact]
    public void A_half_written_trailer_is_mended_from_the_journal()
    {
        using (PartialFile file = PartialFile.Create(Path1, Size))
        {
            file.BeforeStep = name =>
            {
                if (name == "done") throw new IOException("crash");
            };
            Assert.Throws<IOException>(() => file.MarkAllocated(0, 8192));
        }

        using (FileStream stream = File.OpenWrite(Path1)) stream.SetLength((long)Size + 2);
        Assert.Throws<StorageException>(() => PartialFile.ReadValid(Path1, Size));
        using PartialFile again = PartialFile.Open(Path1, Size);
        Assert.True(again.IsAllocated(0, 8192));
    }

    [Fact]
    public async Task Opening_a_path_finishes_an_interrupted_map_and_a_removed_file_takes_its_journal_along()
    {
        const ulong sectorSize = 8 << 20;
        MinerSectorIndex miner = new(TimeProvider.System);
        await using TestNode node = await TestNode.StartAsync(miner);
        StorageDescriptor.Create(_folder["p"], new StorageDescriptor { Id = "p", Weight = 1, CanSeal = true });
        Directory.CreateDirectory(_folder["p/unsealed"]);
        string path = _folder["p/unsealed/s-t01000-9"], journal = _folder["p/unsealed/fetching/s-t01000-9.map"];
        Break(path, sectorSize);
        Assert.True(File.Exists(journal));
        await node.Store.OpenPathAsync(_folder["p"], TestContext.Current.CancellationToken);
        Assert.False(File.Exists(journal));
        Assert.Equal([new ByteRange(0, 8192)], PartialFile.ReadValid(path, sectorSize));

        Break(path, sectorSize);
        await node.Store.RemoveAsync(Sectors.Small.Id, LotusSeal.Lotus.Types.SectorFileType.Unsealed, [], TestContext.Current.CancellationToken);
        Assert.False(File.Exists(path) || File.Exists(journal));
    }

    [Theory]
    [InlineData("trailer")]
    [InlineData("done")]
    public async Task Opening_a_path_leaves_the_map_that_another_process_is_changing(string step)
    {
        MinerSectorIndex miner = new(TimeProvider.System);
        await using TestNode node = await TestNode.StartAsync(miner);
        StorageDescriptor.Create(_folder["p"], new StorageDescriptor { Id = "p", Weight = 1, CanSeal = true });
        Directory.CreateDirectory(_folder["p/unsealed"]);
        string path = _folder["p/unsealed/s-t01000-9"], journal = _folder["p/unsealed/fetching/s-t01000-9.map"];
        using PartialFile file = PartialFile.Create(path, 8 << 20);
        bool kept = false;
        file.BeforeStep = name =>
        {
            if (name != step) return;
            node.Store.OpenPathAsync(_folder["p"], TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            kept = File.Exists(journal);
        };
        file.MarkAllocated(0, 8192);
        Assert.True(kept);
        Assert.False(File.Exists(journal));
        Assert.Equal([new ByteRange(0, 8192)], PartialFile.ReadValid(path, 8 << 20));
    }

    private static void Break(string path, ulong sectorSize)
    {
        using PartialFile file = PartialFile.Create(path, sectorSize);
        file.BeforeStep = name =>
        {
            if (name == "trailer") throw new IOException("crash");
        };
        Assert.Throws<IOException>(() => file.MarkAllocated(0, 8192));
    }

    [Fact]
    public void A_file_without_map_counts_as_fully_valid()
    {
        File.WriteAllBytes(Path1, new byte[2048]);
        using PartialFile file = PartialFile.Open(Path1, 2048);
        Assert.True(file.IsAllocated(0, 2048));
    }

    [Theory]
    [InlineData(2047, "")]
    [InlineData(2048, "04100203")]
    [InlineData(2048, "041002ffffffff")]
    [InlineData(2048, "04100403000000")]
    public void A_file_whose_trailer_does_not_fit_is_refused_by_name(int data, string trailerHex)
    {
        File.WriteAllBytes(Path1, [.. new byte[data], .. Convert.FromHexString(trailerHex)]);
        StorageException e = Assert.Throws<StorageException>(() => PartialFile.Open(Path1, 2048));
        Assert.Contains(Path1, e.Message);
    }

    [Fact]
    public void Ranges_past_the_sector_are_refused()
    {
        using PartialFile file = PartialFile.Create(Path1, 2048);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.MarkAllocated(2048, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Free(ulong.MaxValue, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.OpenRange(1, 2048));
        using Stream stream = file.OpenRange(0, 16);
        Assert.Throws<IOException>(() => stream.Write(new byte[17]));
    }
}
