using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Updates;

/// <summary>An update on a disk that becomes full at each of its files: the file is named, and no half update is taken for a whole one.</summary>
public sealed class UpdateDiskTests
{
    [Fact]
    public async Task A_full_disk_is_named_and_with_space_the_update_is_the_reference_s()
    {
        using UpdateFolder sector = new();
        using TemporaryFolder mount = new();
        await using SmallDisk disk = await SmallDisk.MountAsync(mount.Path, 1);
        UpdateFiles files = new(mount["update"], mount["update-cache"]);
        Task EncodeAsync() =>
            sector.Updater.EncodeAsync(sector.Key, files, sector.Unsealed, sector.Vector.Pieces, null, UpdateFolder.Token);
        List<string> full = [];
        for (int pages = 1; await SmallDisk.TryAsync(EncodeAsync) is { } error; pages++)
        {
            Assert.StartsWith($"No space left on device : '{mount.Path}", error.Message, StringComparison.Ordinal);
            full.Add(error.Message);
            Assert.False(File.Exists(Path.Combine(files.Cache, SectorFileNames.PersistentAux)));
            Assert.DoesNotContain(Directory.GetFiles(mount.Path, "*", SearchOption.AllDirectories),
                name => name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal));
            SealingException half = await Assert.ThrowsAsync<SealingException>(() =>
                sector.Updater.ProveAsync(sector.Key, files, sector.Vector.Statement, null, UpdateFolder.Token));
            Assert.Contains(mount.Path, half.Message, StringComparison.Ordinal);
            Directory.Delete(files.Cache, recursive: true);
            File.Delete(files.Replica);
            await disk.ResizeAsync(pages + 1);
        }

        // tree-d takes the first page; each file after it was the one for which there was no room.
        foreach (string name in (string[])["update.", "sc-02-data-tree-r-last.", "t_aux.", "p_aux."])
            Assert.Contains('/' + name, string.Join('\n', full), StringComparison.Ordinal);
        Assert.Equal(sector.Vector.ReplicaSha256, SealedSector.Sha256(files.Replica));
        Assert.Equal(sector.Vector.CacheFiles,
            Directory.GetFiles(files.Cache).ToDictionary(file => Path.GetFileName(file)!, SealedSector.Sha256));
    }
}
