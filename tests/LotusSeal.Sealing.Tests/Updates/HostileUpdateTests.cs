using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Updates;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Sealing.Tests.Updates;

/// <summary>Damaged and missing files, wrong inputs, interruptions: the right result, or an error that names the thing.</summary>
public sealed class HostileUpdateTests
{
    private const string TreeRLast = "sc-02-data-tree-r-last.dat", TreeD = "sc-02-data-tree-d.dat";

    private static UpdateVector Vector => UpdateVector.Small;

    [Theory]
    [InlineData("sealed")]
    [InlineData("cache/" + TreeRLast)]
    [InlineData("cache/p_aux")]
    public async Task Encoding_names_a_file_of_the_key_that_is_missing_or_cut(string name)
    {
        using UpdateFolder sector = new();
        string path = sector.Folder[name];
        Damage.Truncate(path, 31);
        await FailsNamingAsync(path, () => EncodeAsync(sector));
        File.Delete(path);
        await FailsNamingAsync(path, () => EncodeAsync(sector));
        Assert.False(File.Exists(sector.Files.Replica));
    }

    [Fact]
    public async Task Encoding_refuses_a_key_whose_p_aux_is_another_s()
    {
        using UpdateFolder sector = new();
        File.Copy(Repository.Vector("2kib", "cache", "p_aux"), Path.Combine(sector.Key.Cache, "p_aux"), overwrite: true);
        await FailsNamingAsync(Path.Combine(sector.Key.Cache, "p_aux"), () => EncodeAsync(sector));
    }

    [Fact]
    public async Task Encoding_refuses_a_key_and_data_that_are_no_field_elements()
    {
        using (UpdateFolder sector = new())
        {
            Overwrite(sector.Key.Replica, 5, 0xff);
            Assert.Contains("node 5 is not a field element", await FailsNamingAsync(sector.Key.Replica, () => EncodeAsync(sector)));
        }

        using (UpdateFolder sector = new())
        {
            Overwrite(sector.Unsealed, 9, 0xff);
            await FailsNamingAsync(sector.Unsealed, () => EncodeAsync(sector));
            AssertNothingIsThere(sector);
        }
    }

    [Theory]
    [InlineData(2047)]
    [InlineData(0)]
    public async Task Encoding_refuses_data_of_another_CommD(int length)
    {
        using UpdateFolder sector = new();
        Damage.Truncate(sector.Unsealed, length);
        Assert.Contains(Vector.Statement.New.CommD.ToString(), await FailsNamingAsync(sector.Unsealed, () => EncodeAsync(sector)));
        AssertNothingIsThere(sector);
    }

    [Fact]
    public async Task Encoding_takes_the_sector_s_bytes_of_a_longer_unsealed_file()
    {
        using UpdateFolder sector = new();
        await using (FileStream file = File.Open(sector.Unsealed, FileMode.Append)) file.Write([4, 16, 2, 3, 0, 0, 0]);
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
    }

    [Fact]
    public async Task Encoding_is_repeated_over_what_a_killed_process_left()
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        foreach (string file in (string[])[sector.Files.Replica, sector.InCache(TreeRLast), sector.InCache(TreeD), sector.InCache("t_aux")])
            File.WriteAllBytes(file, [1, 2, 3]);
        string abandoned = sector.InCache("sc-02-data-tree-d..tmp");
        File.WriteAllBytes(abandoned, new byte[100]);
        File.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow.AddDays(-2));
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
    }

    [Fact]
    public async Task Encoding_without_the_key_s_t_aux_writes_the_usual_one()
    {
        using UpdateFolder sector = new(configure: options => options with { RecordedCacheDirectory = "/data/vectors/2kib-zero/cache" });
        File.Delete(Path.Combine(sector.Key.Cache, "t_aux"));
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
    }

    [Fact]
    public async Task A_cache_whose_encoding_was_interrupted_has_no_p_aux()
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        using StopAfter stop = new(progress => progress.Step == "tree-d");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            sector.Updater.EncodeAsync(sector.Key, sector.Files, sector.Unsealed, Vector.Pieces, stop, stop.Token));
        Assert.False(File.Exists(sector.InCache("p_aux")));
        await FailsNamingAsync(sector.InCache("p_aux"), () => sector.ProveAsync());
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
    }

    [Fact]
    public async Task Two_encodings_at_once_leave_one_whole_update()
    {
        using UpdateFolder sector = new();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(sector.EncodeAsync)));
        sector.AssertIsTheReference();
    }

    [Theory]
    [InlineData("update")]
    [InlineData("sealed")]
    [InlineData("update-cache/" + TreeRLast)]
    [InlineData("update-cache/" + TreeD)]
    [InlineData("update-cache/p_aux")]
    [InlineData("cache/" + TreeRLast)]
    [InlineData("cache/p_aux")]
    public async Task Proving_gives_the_right_proof_or_names_the_file(string name)
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        byte[] right = Assert.Single(await sector.ProveAsync()), sound = File.ReadAllBytes(sector.Folder[name]);
        await new Fuzz(sound) { Rounds = 15 }.CheckAsync(async bytes =>
        {
            File.WriteAllBytes(sector.Folder[name], bytes);
            try
            {
                Assert.Equal(right, Assert.Single(await sector.ProveAsync()));
            }
            catch (SealingException exception)
            {
                Assert.Contains(sector.Folder[name], exception.Message);
            }
        });
        File.Delete(sector.Folder[name]);
        await FailsNamingAsync(sector.Folder[name], () => sector.ProveAsync());
    }

    [Fact]
    public async Task Proving_and_verifying_refuse_other_commitments()
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        UpdateStatement right = Vector.Statement;
        byte[][] proof = await sector.ProveAsync();
        Digest zero = default, other = right.New.CommD.Value, tooLarge = new([.. Enumerable.Repeat((byte)0xff, 32)]);
        foreach (Digest wrong in (Digest[])[zero, other, tooLarge])
        {
            UpdateStatement[] statements =
                [right with { OldCommR = new CommR(wrong) }, right with { New = right.New with { CommR = new CommR(wrong) } }];
            if (wrong != other) statements = [.. statements, right with { New = right.New with { CommD = new CommD(wrong) } }];
            foreach (UpdateStatement statement in statements)
            {
                await Assert.ThrowsAsync<SealingException>(() =>
                    sector.Updater.ProveAsync(sector.Key, sector.Files, statement, null, UpdateFolder.Token));
                Assert.Throws<SealingException>(() => sector.Updater.VerifyProofs(Vector.Config, statement, proof));
            }
        }

        Assert.Throws<SealingException>(() => sector.Updater.VerifyProofs(Vector.Config, right, []));
        Assert.Throws<SealingException>(() => sector.Updater.VerifyProofs(Vector.Config, right, [.. proof, .. proof]));
    }

    [Fact]
    public void A_changed_proof_is_refused()
    {
        byte[] right = File.ReadAllBytes(Repository.Vector("2kib-zero", "update-partition-0.vanilla"));
        using UpdateFolder sector = new();
        new Fuzz(right) { Rounds = 150 }.Check<SealingException>(bytes =>
        {
            sector.Updater.VerifyProofs(Vector.Config, Vector.Statement, [bytes]);
            Assert.Equal(right, bytes);
        });
    }

    [Fact]
    public async Task Regenerating_a_key_writes_nothing_when_the_data_or_the_update_is_damaged()
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        File.Delete(sector.Key.Replica);
        Damage.Flip(sector.Unsealed, 640);
        await FailsNamingAsync(sector.Unsealed, Regenerate);
        Damage.Flip(sector.Unsealed, 640);
        Damage.Flip(sector.Files.Replica, 640);
        await FailsNamingAsync(sector.Files.Replica, Regenerate);
        Damage.Flip(sector.Files.Replica, 640);
        Damage.Truncate(sector.Unsealed, 2000);
        await FailsNamingAsync(sector.Unsealed, Regenerate);
        Assert.False(File.Exists(sector.Key.Replica));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(sector.Folder.Path),
            name => name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal));

        Task Regenerate() => sector.Updater.RegenerateKeyAsync(sector.Key, null, sector.Files.Replica, sector.Unsealed, Vector.Statement.New.CommD,
            null, UpdateFolder.Token);
    }

    [Fact]
    public async Task Decoding_with_another_key_gives_another_CommD()
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        Damage.Flip(sector.Key.Replica, 64);
        UpdatedReplica update = Vector.Updated(sector.Files.Replica);
        CommD commD = await sector.Updater.DecodeAsync(update, sector.Key.Replica, Stream.Null, null, UpdateFolder.Token);
        Assert.NotEqual(Vector.Statement.New.CommD, commD);
    }

    private static Task<SealCommitments> EncodeAsync(UpdateFolder sector) =>
        sector.Updater.EncodeAsync(sector.Key, sector.Files, sector.Unsealed, Vector.Pieces, null, UpdateFolder.Token);

    private static async Task<string> FailsNamingAsync(string path, Func<Task> step)
    {
        SealingException exception = await Assert.ThrowsAsync<SealingException>(step);
        Assert.Contains(path, exception.Message);
        return exception.Message;
    }

    private static void AssertNothingIsThere(UpdateFolder sector)
    {
        Assert.False(File.Exists(sector.Files.Replica));
        Assert.DoesNotContain(Directory.GetFiles(sector.Files.Cache), name => !Path.GetFileName(name).StartsWith('.'));
    }

    private static void Overwrite(string path, int node, byte value)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(node * Digest.Size, Digest.Size).Fill(value);
        File.WriteAllBytes(path, bytes);
    }
}
