using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Storage.Tests;

/// <summary>Files that people edit, other programs write, or crashes leave: read, or refused with the file's name.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_sectorstore_json_is_read_or_refused()
    {
        StorageDescriptor descriptor = new()
        {
            Id = StorageDescriptor.NewId(),
            Weight = 10,
            CanSeal = true,
            MaxStorage = 1UL << 40,
            Groups = ["a"],
            AllowTypes = ["sealed"],
            DenyMiners = ["f01000"],
        };
        new Fuzz(descriptor.ToJson()) { Rounds = 2000 }.Check<StorageException>(bytes =>
        {
            File.WriteAllBytes(_folder[StorageDescriptor.FileName], bytes);
            StorageDescriptor read = StorageDescriptor.Read(_folder.Path);
            Assert.NotEmpty(read.Id);
            Assert.DoesNotContain(null, (read.Groups ?? []).Concat(read.AllowTo ?? []).Concat(read.AllowTypes ?? []).Concat(read.DenyTypes ?? [])
                .Concat(read.AllowMiners ?? []).Concat(read.DenyMiners ?? []));
        });
    }

    [Fact]
    public void A_changed_storage_json_is_read_or_refused()
    {
        string file = _folder[StorageConfig.FileName];
        string[] samples = ["{\"StoragePaths\":[{\"Path\":\"/a\"},{\"Path\":\"/b\"}]}", "{\"StoragePaths\":null}", "{\"StoragePaths\":[]}"];
        new Fuzz(samples) { Rounds = 500 }.Check<StorageException>(bytes =>
        {
            File.WriteAllBytes(file, bytes);
            Assert.All(StorageConfig.Read(file).Folders, Assert.NotNull);
            StorageConfig.Remove(file, "/a");
        });
    }

    [Theory]
    [InlineData("{\"StoragePaths\":[null]}")]
    [InlineData("{\"StoragePaths\":[{}]}")]
    [InlineData("{\"StoragePaths\":[{\"Path\":null}]}")]
    [InlineData("{\"StoragePaths\":[{\"Path\":\"\"}]}")]
    public void An_entry_without_path_is_refused(string json)
    {
        string file = _folder[StorageConfig.FileName];
        File.WriteAllText(file, json);
        StorageException e = Assert.Throws<StorageException>(() => StorageConfig.Read(file));
        Assert.Contains($"{file}: an entry of StoragePaths has no Path", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_in_a_list_of_a_descriptor_is_refused()
    {
        File.WriteAllText(_folder[StorageDescriptor.FileName], "{\"ID\":\"x\",\"DenyTypes\":[null]}");
        StorageException e = Assert.Throws<StorageException>(() => StorageDescriptor.Read(_folder.Path));
        Assert.Contains("a list with null in it", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resume_record_with_a_negative_length_is_forgotten()
    {
        string file = _folder["s-t01000-9"];
        File.WriteAllBytes(file, new byte[50]);
        new ResumeRecord("http://h/sealed", 100, null, -5).Write(file);
        Assert.False(new SectorDownload(new DownloadTarget(file, IsFolder: false, 1000), "http://h/sealed", TimeSpan.FromSeconds(1)).IsResuming);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_changed_resume_record_is_used_or_forgotten()
    {
        string file = _folder["s-t01000-9"];
        new ResumeRecord("http://h/sealed", 100, DateTimeOffset.UnixEpoch, 10).Write(file);
        byte[] sample = File.ReadAllBytes(file + ".resume");
        new Fuzz(sample) { Rounds = 2000 }.Check<StorageException>(bytes =>
        {
            File.WriteAllBytes(file, new byte[50]);
            File.WriteAllBytes(file + ".resume", bytes);
            SectorDownload download = new(new DownloadTarget(file, IsFolder: false, 1000), "http://h/sealed", TimeSpan.FromSeconds(1));
            using HttpRequestMessage request = new();
            download.AddRange(request);
        });
    }

    [Fact]
    public void A_changed_unsealed_file_is_opened_or_refused()
    {
        string file = _folder["unsealed"];
        using (PartialFile partial = PartialFile.Create(file, 2048))
        {
            partial.MarkAllocated(0, 256);
            partial.MarkAllocated(1024, 512);
        }

        byte[] whole = File.ReadAllBytes(file);
        // The data may be anything: the map is what is read.
        new Fuzz(whole[2048..]) { Rounds = 300 }.Check<StorageException>(tail =>
        {
            File.WriteAllBytes(file, [.. whole[..2048], .. tail]);
            foreach (ByteRange range in PartialFile.ReadValid(file, 2048)) Assert.True(range.End <= 2048);
            using PartialFile partial = PartialFile.Open(file, 2048);
            partial.Free(0, 2048);
            Assert.Empty(partial.Valid);
        });
    }

    [Fact]
    public void A_changed_journal_of_a_map_is_finished_or_refused_and_no_data_change()
    {
        string file = _folder["unsealed"], journal = _folder["fetching/unsealed.map"];
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        byte[] whole = [.. Sectors.Bytes(2048), .. new byte[4]], change = [.. BitConverter.GetBytes(2048UL), .. RlePlus.Encode(new([new(0, 256)]))];
        new Fuzz(change) { Rounds = 300 }.Check<StorageException>(bytes =>
        {
            File.WriteAllBytes(file, whole);
            File.WriteAllBytes(journal, bytes);
            try
            {
                if (bytes.Length % 2 == 0) PartialFile.Recover(file);
                else PartialFile.Open(file, 2048).Dispose();
                Assert.True(PartialFile.ReadValid(file, 2048).All(range => range.End <= 2048) && !File.Exists(journal));
                Assert.Equal(whole[..2048], File.ReadAllBytes(file)[..2048]);
            }
            catch (StorageException e)
            {
                Assert.Contains(journal, e.Message, StringComparison.Ordinal);
                Assert.Equal(whole, File.ReadAllBytes(file));
                Assert.Equal(bytes, File.ReadAllBytes(journal));
            }
        });
    }

    [Theory]
    [InlineData(1024UL, "of a sector of 1024 bytes")]
    [InlineData(4UL, "of a sector of 4 bytes")]
    [InlineData(2048UL | 1UL << 63, "of a sector of")]
    [InlineData(0UL, "of a sector of 0 bytes")]
    [InlineData(4096UL, "of a sector of 4096 bytes")]
    public void A_journal_of_another_size_is_refused_before_anything_is_written(ulong size, string message)
    {
        string file = _folder["unsealed"], journal = _folder["fetching/unsealed.map"];
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        byte[] whole = [.. Sectors.Bytes(2048), .. new byte[4]];
        File.WriteAllBytes(file, whole);
        File.WriteAllBytes(journal, [.. BitConverter.GetBytes(size), .. RlePlus.Encode(new([new(0, 256)]))]);
        foreach (Action read in (Action[])[() => PartialFile.Open(file, 2048), () => PartialFile.Recover(file)])
        {
            StorageException e = Assert.Throws<StorageException>(read);
            Assert.Contains(journal, e.Message, StringComparison.Ordinal);
            Assert.Contains(message, e.Message, StringComparison.Ordinal);
            Assert.Equal(whole, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void A_changed_map_is_refused_or_stays_inside_the_limit()
    {
        ByteRange[] ranges = [new(0, 1024), new(2048, 1), new(1 << 20, 7), new(1 << 24, 1 << 21)];
        byte[] map = RlePlus.Encode(new ByteRuns(ranges));
        new Fuzz(map).Check<InvalidDataException>(bytes => Assert.True(RlePlus.Decode(bytes, 1UL << 35).End <= 1UL << 35));
    }

    [Fact]
    public void A_changed_archive_is_walked_or_refused()
    {
        byte[] first = Sectors.Bytes(700);
        byte[] archive =
        [
            .. UstarWriter.Header("t_aux", 700, DateTimeOffset.UnixEpoch), .. first, .. new byte[UstarWriter.PaddingOf(700)],
            .. UstarWriter.Header("sc-02-data-tree-d.dat", 9L << 30, DateTimeOffset.UnixEpoch), .. UstarWriter.End.Span,
        ];
        byte[] plain =
        [
            .. UstarWriter.Header("p_aux", 64, DateTimeOffset.UnixEpoch), .. new byte[512],
            .. UstarWriter.Header("t_aux", 0, DateTimeOffset.UnixEpoch), .. UstarWriter.End.Span,
        ];
        new Fuzz(plain, archive).Check<InvalidDataException>(bytes =>
        {
            using MemoryStream stream = new(bytes);
            UstarReader reader = new(stream);
            for (int entries = 0; reader.NextAsync(CancellationToken.None).GetAwaiter().GetResult() is { } name; entries++)
            {
                Assert.True(entries < 100 && name.Length <= 256 && reader.Size >= 0);
                long skipped = Math.Min(reader.Size, stream.Length - stream.Position);
                stream.Position += skipped;
                if (skipped < reader.Size) break;
            }
        });
    }
}
