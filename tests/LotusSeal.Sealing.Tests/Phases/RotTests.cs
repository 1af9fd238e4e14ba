using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>One bit changes between PreCommit1 and PreCommit2.</summary>
public sealed class RotTests
{
    private const string TreeD = "sc-02-data-tree-d.dat", Layer1 = "sc-02-data-layer-1.dat", Layer2 = "sc-02-data-layer-2.dat";

    /// <summary>32 KiB: the leaves of tree-d are bytes 0 to 32767, then come its rows; ranges of a layer have 2048 bytes.</summary>
    public static TheoryData<string, int, int, int> Small => new()
    {
        { TreeD, 0, 0, 32767 },
        { TreeD, 16400, 0, 32767 },
        { TreeD, 32767, 0, 32767 },
        { TreeD, 32768, 32768, 49151 },
        { TreeD, 49151, 32768, 49151 },
        { TreeD, 65471, 65408, 65471 },
        { TreeD, 65503, 65472, 65503 },
        { Layer1, 0, 0, 2047 },
        { Layer1, 16384, 16384, 18431 },
        { Layer1, 32767, 30720, 32767 },
        { Layer2, 31, 0, 2047 },
        { Layer2, 20000, 18432, 20479 },
        { Layer2, 32736, 30720, 32767 },
    };

    /// <summary>8 MiB: 64 blocks of 128 KiB; rows from 12 on lie above the blocks.</summary>
    public static TheoryData<string, int, int, int> Larger => new()
    {
        { TreeD, 8388607, 8257536, 8388607 },
        { TreeD, 8388608, 8388608, 8454143 },
        { TreeD, 16773120, 16773120, 16775167 },
        { Layer1, 8388607, 8257536, 8388607 },
    };

    [Theory, MemberData(nameof(Small))]
    public Task PreCommit2_names_the_range_and_PreCommit1_makes_just_that_anew(string file, int offset, int first, int last) =>
        HealAsync("32kib", "managed", file, offset, first, last);

    [Theory, MemberData(nameof(Larger))]
    public Task PreCommit2_names_the_range_in_a_sector_of_many_blocks(string file, int offset, int first, int last) =>
        HealAsync("8mib", "native", file, offset, first, last);

    [Fact]
    public async Task A_rotten_copy_of_the_data_is_made_anew_by_PreCommit1()
    {
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"));
        await sector.PreCommit1Async();
        Damage.Flip(sector.Paths.Sealed, 12345);
        await sector.PreCommit1Async();
        Assert.Equal(SealedSector.Sha256(sector.Paths.Unsealed!), SealedSector.Sha256(sector.Paths.Sealed));
    }

    [Fact]
    public async Task Layers_without_digests_are_taken_as_they_are_with_one_note()
    {
        List<string> notes = [];
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"), options => options with { Note = notes.Add });
        await sector.PreCommit1Async();
        Directory.Delete(sector.Records, recursive: true);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        Assert.Contains("layer-1, layer-2 came without digests", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digests_of_another_replica_say_nothing_about_these_layers()
    {
        List<string> notes = [];
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"), options => options with { Note = notes.Add });
        await sector.Sealer.PreCommit1Async(sector.Staged with { Ticket = new SealTicket(sector.Vector.Seed.Value) }, null, SealedSector.Token);
        // Another program seals into the same cache and knows nothing of our folder.
        string hidden = sector.Folder["hidden"];
        Directory.Move(sector.Records, hidden);
        await sector.PreCommit1Async();
        Directory.Delete(sector.Records, recursive: true);
        Directory.Move(hidden, sector.Records);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        Assert.Contains("without digests", Assert.Single(notes), StringComparison.Ordinal);
        Assert.False(Directory.Exists(sector.Records));
    }

    [Theory]
    [InlineData("layer-1.digests", 60, "layer-1")]
    [InlineData("layer-2.digests", 0, "layer-2")]
    [InlineData("layers.json", 5, "layer-1, layer-2")]
    public async Task Rotten_digests_are_not_believed(string file, int offset, string unchecked_)
    {
        List<string> notes = [];
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("managed"), options => options with { Note = notes.Add });
        await sector.PreCommit1Async();
        Damage.Flip(Path.Combine(sector.Records, file), offset);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        Assert.Contains($": {unchecked_} came without digests", Assert.Single(notes), StringComparison.Ordinal);
    }

    private static async Task HealAsync(string vector, string backend, string file, int offset, int first, int last)
    {
        using SealedSector sector = new(SectorVector.Load(vector), SealingBackends.Create(backend));
        await sector.PreCommit1Async();
        string path = sector.Cache(file), data = SealedSector.Sha256(sector.Paths.Sealed), sound = SealedSector.Sha256(path);
        using KeptFiles others = new(new[] { Layer1, Layer2, TreeD }.Where(name => name != file).Select(sector.Cache));
        Damage.Flip(path, offset);
        SealingException error = await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async());
        Assert.Equal(path, error.DamagedFile);
        Assert.StartsWith($"{path}: bytes {first} to {last} are damaged", error.Message, StringComparison.Ordinal);

        await sector.PreCommit1Async();
        Assert.Equal(sound, SealedSector.Sha256(path));
        Assert.Equal(data, SealedSector.Sha256(sector.Paths.Sealed));
        others.AssertAreThere();
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        Assert.False(Directory.Exists(sector.Records));
    }
}
