using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>The rows of TreeRLast that are not stored follow the setting, and every reader follows the file (porep.md 1.3).</summary>
public sealed class RowsToDiscardTests
{
    /// <summary>Measured at the reference: an 8 MiB base tree has 7 rows, a 2 KiB one 3.</summary>
    [Theory]
    [InlineData(8UL << 20, 0, 0, 1_198_368)]
    [InlineData(8UL << 20, 1, 1, 149_792)]
    [InlineData(8UL << 20, 2, 2, 18_720)]
    [InlineData(2UL << 10, 0, 1, 32)]
    [InlineData(2UL << 10, 2, 1, 32)]
    [InlineData(32UL << 10, 0, 1, 32)]
    [InlineData(512UL << 20, 0, 0, 76_695_840)]
    [InlineData(32UL << 30, 0, 0, 613_566_752)]
    [InlineData(32UL << 30, 1, 1, 76_695_840)]
    [InlineData(32UL << 30, 2, 2, 9_586_976)]
    [InlineData(64UL << 30, 2, 2, 9_586_976)]
    public void Rows_and_lengths_of_tree_r_last_are_the_reference_s(ulong sectorSize, int setting, int rows, ulong length)
    {
        PoRepConfig config = PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0);
        Assert.Equal(rows, SectorTrees.RowsToDiscard(config, setting));
        Assert.Equal(length, SectorTrees.TreeRLast(config, rows).FileSize);
    }

    [Theory]
    [InlineData(0, 1_198_368)]
    [InlineData(1, 149_792)]
    public async Task A_sector_with_other_rows_is_proved_as_the_reference_s(int rows, long length)
    {
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"),
            options => options with { RowsToDiscard = rows });
        await sector.SealAsync();
        Assert.Equal(length, new FileInfo(sector.Cache("sc-02-data-tree-r-last.dat")).Length);
        Assert.Equal(AuxiliaryFiles.TemporaryAux(sector.Vector.Config, rows, sector.Vector.RecordedCache),
            await File.ReadAllBytesAsync(sector.Cache("t_aux"), SealedSector.Token));
        byte[] expected = sector.Vector.Bytes("c1-output.json");
        Assert.Equal(expected, await sector.Commit1Async());

        // Another worker of the same miner may have another setting: it reads what is there.
        SectorSealer usual = new(SealingBackends.Create("native"), new SealingOptions { Threads = 2 });
        Assert.Equal(expected, await usual.Commit1Async(sector.PreCommitted, sector.Vector.Seed, null, SealedSector.Token));
        usual.ClearCache(sector.Paths.Cache);
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"],
            Directory.GetFiles(sector.Paths.Cache).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Rows_that_the_reference_cannot_prove_are_refused(int rows)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new SectorSealer(SealingBackends.Create("managed"), new SealingOptions { RowsToDiscard = rows }));
        Assert.Contains("RowsToDiscard must be 0 to 2", exception.Message);
    }
}
