using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Updates;

/// <summary>A process that is killed while it writes an update or a key: nothing of it counts, and the next one makes the same bytes.</summary>
public sealed class KilledUpdateTests
{
    [Theory]
    [InlineData("tree-d")]
    [InlineData("update, tree-r-last")]
    public async Task A_killed_update_is_made_anew(string step)
    {
        using UpdateFolder sector = new();
        await UpdateChild.KillAsync(UpdateChild.Update, step, sector.Folder.Path);
        Assert.False(File.Exists(sector.Files.Replica));
        Assert.False(File.Exists(sector.InCache(SectorFileNames.PersistentAux)));
        Assert.NotEmpty(Unfinished(sector));
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
        Assert.Empty(Unfinished(sector));
    }

    [Fact]
    public async Task A_killed_key_is_made_anew_and_the_cache_that_proves_it_stays_as_it_was()
    {
        using UpdateFolder sector = await new UpdateFolder().EncodeAsync();
        byte[] key = await File.ReadAllBytesAsync(sector.Key.Replica, UpdateFolder.Token);
        Dictionary<string, string> cache = CacheOf(sector);
        File.Delete(sector.Key.Replica);
        await UpdateChild.KillAsync(UpdateChild.Key, "sector key", sector.Folder.Path);
        Assert.False(File.Exists(sector.Key.Replica));
        Assert.NotEmpty(Unfinished(sector));
        await sector.Updater.RegenerateKeyAsync(sector.Key, null, sector.Files.Replica, sector.Unsealed, sector.Vector.Statement.New.CommD, null,
            UpdateFolder.Token);
        Assert.Equal(key, await File.ReadAllBytesAsync(sector.Key.Replica, UpdateFolder.Token));
        Assert.Equal(cache, CacheOf(sector));
        Assert.Empty(Unfinished(sector));
        sector.AssertIsTheReference();
    }

    private static Dictionary<string, string> CacheOf(UpdateFolder sector) =>
        Directory.GetFiles(sector.Key.Cache).ToDictionary(file => Path.GetFileName(file)!, SealedSector.Sha256);

    private static IEnumerable<string> Unfinished(UpdateFolder sector) =>
        Directory.GetFiles(sector.Folder.Path, $"*{SectorFileNames.TemporarySuffix}", SearchOption.AllDirectories);
}
