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
        new Fuzz("{\"StoragePaths\":[{\"Path\":\"/a\"},{\"Path\":\"/b\"}]}", "{\"StoragePaths\":null}", "{\"StoragePaths\":[]}") { Rounds = 500 }.Check<StorageException>(bytes =>
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
        Assert.Contains($"{file}: an entry of StoragePaths has no Path", Assert.Throws<StorageException>(() => StorageConfig.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_in_a_list_of_a_descriptor_is_refused()
    {
        File.WriteAllText(_folder[StorageDescriptor.FileName], "{\"ID\":\"x\",\"DenyTypes\":[null]}");
        Assert.Contains("a list with null in it", Assert.Throws<StorageException>(() => StorageDescriptor.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resume_record_with_a_negative_length_is_forgotten()
    {
        string file = _folder["s-t01000-9"];
        File.WriteAllBytes(file, new byte[50]);
        new ResumeRecord("http://h/sealed", 100, null, -5).Write(file);
        Assert.False(new SectorDownload(file, "http://h/sealed", 1000, TimeSpan.FromSeconds(1)).IsResuming);
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
            SectorDownload download = new(file, "http://h/sealed", 1000, TimeSpan.FromSeconds(1));
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
    public void A_changed_map_is_refused_or_stays_inside_the_limit()
    {
        byte[] map = RlePlus.Encode(new ByteRuns([new ByteRange(0, 1024), new ByteRange(2048, 1), new ByteRange(1 << 20, 7), new ByteRange(1 << 24, 1 << 21)]));
        new Fuzz(map).Check<InvalidDataException>(bytes => Assert.True(RlePlus.Decode(bytes, 1UL << 35).End <= 1UL << 35));
    }

    [Fact]
    public void Any_text_is_a_size_or_a_format_error() =>
        new Fuzz("10TiB", "1.5g", "512", "18446744073709551615", "15e").CheckText<FormatException>(text => SizeText.Parse(text));

    [Fact]
    public void A_changed_archive_is_walked_or_refused()
    {
        byte[] first = Sectors.Bytes(700);
        byte[] archive =
        [
            .. UstarWriter.Header("t_aux", 700, DateTimeOffset.UnixEpoch), .. first, .. new byte[UstarWriter.PaddingOf(700)],
            .. UstarWriter.Header("sc-02-data-tree-d.dat", 9L << 30, DateTimeOffset.UnixEpoch), .. UstarWriter.End.Span,
        ];
        byte[] plain = [.. UstarWriter.Header("p_aux", 64, DateTimeOffset.UnixEpoch), .. new byte[512], .. UstarWriter.Header("t_aux", 0, DateTimeOffset.UnixEpoch), .. UstarWriter.End.Span];
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
