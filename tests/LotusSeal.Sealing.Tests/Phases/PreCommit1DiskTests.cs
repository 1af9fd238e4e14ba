using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>PreCommit1 on a disk that becomes full at each of its files, also while the next layer is labelled.</summary>
public sealed class PreCommit1DiskTests
{
    [Fact]
    public async Task A_full_disk_is_named_leaves_nothing_unfinished_and_with_space_the_next_try_goes_on()
    {
        using TemporaryFolder mount = new();
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("native"));
        await using SmallDisk disk = await SmallDisk.MountAsync(mount.Path, 1);
        SectorPaths paths = new(mount["cache"], mount["sealed"], sector.Paths.Unsealed);
        SectorSealer sealer = new(SealingBackends.Create("native"), new SealingOptions { Threads = 1 });
        StagedSector staged = sector.Staged with { Paths = paths };
        List<string> full = [];
        for (int pages = 1; await SmallDisk.TryAsync(() => sealer.PreCommit1Async(staged, null, SealedSector.Token)) is { } error; pages++)
        {
            Assert.StartsWith($"No space left on device : '{mount.Path}", error.Message, StringComparison.Ordinal);
            full.Add(error.Message);
            Assert.DoesNotContain(Directory.GetFiles(mount.Path, "*", SearchOption.AllDirectories),
                name => name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal));
            await disk.ResizeAsync(pages + 1);
        }

        // Which of the files that are made at a time takes the last page is chance.
        Assert.True(full.Count > 4, string.Join('\n', full));
        IReadOnlyDictionary<string, (long Length, string Sha256)> right = sector.Vector.Files("cache_files_after_pc2");
        string[] made = [.. Directory.GetFileSystemEntries(paths.Cache).Order(StringComparer.Ordinal)];
        Assert.Equal(3, made.Length);
        Assert.All(made, file => Assert.Equal(right[Path.GetFileName(file)].Sha256, SealedSector.Sha256(file)));
    }
}
