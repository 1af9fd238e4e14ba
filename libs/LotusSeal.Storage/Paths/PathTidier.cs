using System.Collections.Concurrent;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>
/// Deletes, while this process runs, what dead processes left unfinished in its paths: another worker of a shared path may not come back to tidy up.
/// So goes what interrupted sealings left of sectors that are kept elsewhere.
/// </summary>
internal sealed class PathTidier(OpenPaths paths, SectorRemover remover, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>
    /// Looks through every open path, each in a thread of its own: a path that does not answer holds up no other, and is not asked twice.
    /// </summary>
    /// <returns>Ends when all have been looked through.</returns>
    public Task TidyAsync(CancellationToken cancellationToken)
    {
        foreach (LocalPath path in paths.All)
        {
            if (_running.TryGetValue(path.Root, out Task? busy) && !busy.IsCompleted) continue;
            _running[path.Root] = Task.Factory.StartNew(() => TidyPathAsync(path, cancellationToken), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }

        return Task.WhenAll(_running.Values);
    }

    private async Task TidyPathAsync(LocalPath path, CancellationToken cancellationToken)
    {
        foreach (SectorFileType type in SectorFileTypes.All)
            Tidy(path, type.FolderName(), () => UnfinishedSectors.DeleteAbandoned(path.Root, type));
        Tidy(path, SectorFolder.UnsealScratch, () => UnfinishedSectors.DeleteAbandonedScratch(path.Root));
        if (path.Descriptor.CanSeal) await RemoveSupersededAsync(path, cancellationToken);
    }

    private async Task RemoveSupersededAsync(LocalPath path, CancellationToken cancellationToken)
    {
        try
        {
            foreach (SectorId sector in InterruptedSeals(path.Root)) await remover.RemoveSupersededAsync(path, sector, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The miner is away or the disk refuses: there is another time.
            logger.TidyingFailed(path.Root, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    /// <summary>Sectors whose sealing did not get through PreCommit2, and that nobody works on.</summary>
    private static List<SectorId> InterruptedSeals(string root)
    {
        List<SectorId> interrupted = [];
        foreach (SectorId sector in SectorFolder.List(root, SectorFileType.Cache, []))
        {
            string cache = SectorFolder.FileOf(root, SectorFileType.Cache, sector);
            if (SealStages.OfCache(cache) != SealStage.PreCommitted2 && UnfinishedFiles.IsSurelyOld(cache)) interrupted.Add(sector);
        }

        return interrupted;
    }

    private void Tidy(LocalPath path, string name, Func<IReadOnlyList<string>> delete)
    {
        string folder = Path.Combine(path.Root, name);
        try
        {
            IReadOnlyList<string> deleted = delete();
            if (deleted.Count == 0) return;
            logger.UnfinishedDeleted(deleted.Count, folder, string.Join(", ", deleted));
            path.Refresh();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.TidyingFailed(folder, e.Message);
        }
    }
}
