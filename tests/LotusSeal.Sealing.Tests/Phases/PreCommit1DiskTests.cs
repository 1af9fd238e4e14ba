using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>PreCommit1 on a disk that becomes full at each of its files, also while the next layer is labelled.</summary>
public sealed class PreCommit1DiskTests
{
    private const int Page = 4096;

    [Fact]
    public async Task A_full_disk_is_named_leaves_nothing_unfinished_and_with_space_the_next_try_goes_on()
    {
        using TemporaryFolder mount = new();
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("native"));
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", $"size={Page}", "tmpfs", mount.Path))
            Assert.Skip("a small tmpfs cannot be mounted here");
        try
        {
            SectorPaths paths = new(mount["cache"], mount["sealed"], sector.Paths.Unsealed);
            SectorSealer sealer = new(SealingBackends.Create("native"), new SealingOptions { Threads = 1 });
            List<string> full = [];
            for (int pages = 1; await PreCommit1Async() is { } error; pages++)
            {
                Assert.StartsWith($"No space left on device : '{mount.Path}", error.Message, StringComparison.Ordinal);
                full.Add(error.Message);
                Assert.DoesNotContain(Directory.GetFiles(mount.Path, "*", SearchOption.AllDirectories),
                    name => name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal));
                Assert.True(await Mounts.TryMountAsync("-o", $"remount,size={(pages + 1) * Page}", mount.Path));
            }

            // Which of the files that are made at a time takes the last page is chance.
            Assert.True(full.Count > 4, string.Join('\n', full));
            IReadOnlyDictionary<string, (long Length, string Sha256)> right = sector.Vector.Files("cache_files_after_pc2");
            string[] made = [.. Directory.GetFileSystemEntries(paths.Cache).Order(StringComparer.Ordinal)];
            Assert.Equal(3, made.Length);
            Assert.All(made, file => Assert.Equal(right[Path.GetFileName(file)].Sha256, SealedSector.Sha256(file)));

            async Task<IOException?> PreCommit1Async()
            {
                try
                {
                    await sealer.PreCommit1Async(sector.Staged with { Paths = paths }, null, SealedSector.Token);
                    return null;
                }
                catch (IOException error)
                {
                    return error;
                }
            }
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount.Path));
        }
    }
}
