using System.Collections.Concurrent;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>
/// Deletes, while this process runs, what dead processes left unfinished in its paths: another worker of a shared path may not come back to tidy up.
/// </summary>
internal sealed class PathTidier(OpenPaths paths, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>
    /// Looks through every open path, each in a thread of its own: a path that does not answer holds up no other, and is not asked twice.
    /// </summary>
    /// <returns>Ends when all have been looked through.</returns>
    public Task TidyAsync()
    {
        foreach (LocalPath path in paths.All)
        {
            if (_running.TryGetValue(path.Root, out Task? busy) && !busy.IsCompleted) continue;
            _running[path.Root] = Task.Factory.StartNew(() => Tidy(path), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }

        return Task.WhenAll(_running.Values);
    }

    private void Tidy(LocalPath path)
    {
        foreach (SectorFileType type in SectorFileTypes.All)
            Tidy(path, type.FolderName(), () => UnfinishedSectors.DeleteAbandoned(path.Root, type));
        Tidy(path, SectorFolder.UnsealScratch, () => UnfinishedSectors.DeleteAbandonedScratch(path.Root));
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
