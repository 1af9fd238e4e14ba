using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>A cache folder that somebody deletes while its sector is labelled: the file under work cannot be deleted then.</summary>
public sealed class LostFolderTests
{
    [Fact]
    public async Task A_sector_whose_folder_is_lost_within_a_layer_gives_its_memory_back()
    {
        using GuardedPages pages = new();
        using CancellationTokenSource stop = new();
        string? folder = null;
        WatchedLabels backend = new(SealingBackends.Create("managed"), _ =>
        {
            // Not where the backend is tried out, before.
            if (pages.Ranges.All == 0) return;
            Lose(folder!);
            stop.Cancel();
        });
        using SealedSector sector = new(SectorVector.Load("32kib"), backend, options => options with { Pages = pages });
        folder = sector.Paths.Cache;
        await Assert.ThrowsAnyAsync<Exception>(() => sector.PreCommit1Async(token: stop.Token));
        Assert.Equal((2, 0), pages.Ranges);
    }

    /// <summary>Files of the data may come into it meanwhile.</summary>
    private static void Lose(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // Once more.
            }
        }
    }
}
