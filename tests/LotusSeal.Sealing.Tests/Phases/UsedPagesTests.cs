using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>What PreCommit2 leaves in the memory of the machine.</summary>
public sealed class UsedPagesTests
{
    [Fact]
    public async Task Of_a_large_sector_only_what_every_proof_reads_stays()
    {
        using SealedSector sector = await SealAsync(options => options with { LargeSector = 8 << 20 });
        foreach (string file in LargeFiles(sector)) Assert.Equal((file, 0), (file, CachedPages.Of(file)));
        foreach (string name in (string[])[SectorFileNames.TreeRLast(sector.Vector.Config, 0), SectorFileNames.PersistentAux])
            Assert.NotEqual(0, CachedPages.Of(sector.Cache(name)));
        // The check of a proof reads single nodes of files that are no longer there.
        sector.Sealer.VerifyCommit1(sector.Vector.Sector, await sector.Commit1Async());
    }

    [Fact]
    public async Task A_small_sector_stays_for_Commit1()
    {
        using SealedSector sector = await SealAsync(null);
        foreach (string file in LargeFiles(sector)) Assert.NotEqual((file, 0), (file, CachedPages.Of(file)));
    }

    private static async Task<SealedSector> SealAsync(Func<SealingOptions, SealingOptions>? configure)
    {
        SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"), configure);
        CachedPages.NeedDisk(sector.Folder.Path);
        await sector.PreCommit1Async();
        // As after a restart: nothing of it is in memory, and all of it on disk.
        foreach (string file in Directory.GetFiles(sector.Paths.Cache))
        {
            using SectorFile open = SectorFile.Open(file);
            open.Drop();
        }
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        return sector;
    }

    private static IEnumerable<string> LargeFiles(SealedSector sector) =>
    [
        sector.Cache(SectorFileNames.Layer(1)), sector.Cache(SectorFileNames.Layer(2)), sector.Cache(SectorFileNames.TreeD),
        sector.Cache(SectorFileNames.TreeC(sector.Vector.Config, 0)), sector.Paths.Sealed,
    ];
}
