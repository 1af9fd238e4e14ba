using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>PreCommit2 on disks that are full: what is there already is overwritten, and what does not fit is named.</summary>
public sealed class FullDiskTests
{
    private const int SectorPages = 8;

    [Fact]
    public async Task A_disk_that_has_just_the_data_takes_the_replica()
    {
        using TemporaryFolder mount = new();
        await using SmallDisk disk = await SmallDisk.MountAsync(mount.Path, SectorPages);
        using SealedSector sector = await StagedAsync(_ => mount["sealed"]);
        Assert.Equal(0, new DriveInfo(mount.Path).AvailableFreeSpace);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    [Fact]
    public async Task Where_the_trees_do_not_fit_the_file_is_named_and_with_space_the_sector_is_the_reference_s()
    {
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("native"));
        Directory.CreateDirectory(sector.Paths.Cache);
        // Tree-d and two layers have 32 pages; records of layers lie beside the cache.
        int pages = 4 * SectorPages;
        await using SmallDisk disk = await SmallDisk.MountAsync(sector.Paths.Cache, pages);
        await sector.PreCommit1Async();
        List<string> full = [];
        for (; await SmallDisk.TryAsync(() => sector.PreCommit2Async()) is { } error; pages += 5)
        {
            Assert.StartsWith($"No space left on device : '{sector.Paths.Cache}", error.Message, StringComparison.Ordinal);
            full.Add(error.Message);
            Assert.False(File.Exists(sector.Cache(SectorFileNames.PersistentAux)));
            Assert.Empty(Directory.GetFiles(sector.Paths.Cache, "*..tmp"));
            // Its miner goes back to PreCommit1 at times, which needs no space either.
            if (full.Count % 2 == 0) await sector.PreCommit1Async();
            await disk.ResizeAsync(pages + 5);
        }

        Assert.Contains("tree-c", string.Join('\n', full), StringComparison.Ordinal);
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    private static async Task<SealedSector> StagedAsync(Func<string, string> place)
    {
        SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("native"), place: place);
        await sector.PreCommit1Async();
        return sector;
    }
}
