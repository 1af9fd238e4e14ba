using LotusSeal.Lotus.Api;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Files of finished tasks that the index could not be told of: it is told again until it takes them.</summary>
/// <remarks>The work of hours does not fail over it. A process that ends before declares what lies in its paths when it opens them again.</remarks>
internal sealed class PendingDeclarations(ISectorIndex index, OpenPaths paths, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Beyond it a file waits for the next announcement of its path.</summary>
    private const int MaxFiles = 4096;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HashSet<(string PathId, SectorFileKey File)> _files = [];
    private bool _running;

    /// <summary>Takes a file that could not be declared.</summary>
    public void Add(LocalPath path, SectorFileKey file, Exception reason)
    {
        logger.DeclarationPostponed(reason, file.Type, file.Sector, path.Root);
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested || _files.Count >= MaxFiles || !_files.Add((path.Id, file)) || _running) return;
            _running = true;
        }

        _ = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) return;
            _stopping.Cancel();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, time, cancellationToken);
                foreach ((string pathId, SectorFileKey file) in Waiting())
                    if (await TryDeclareAsync(pathId, file, cancellationToken)) Remove(pathId, file);
                lock (_gate)
                {
                    if (_files.Count > 0) continue;
                    _running = false;
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process ends; opening the paths declares what is in them.
        }
    }

    /// <summary>True when the file needs no more: the index has it, or it is gone.</summary>
    private async Task<bool> TryDeclareAsync(string pathId, SectorFileKey file, CancellationToken cancellationToken)
    {
        if (paths.Find(pathId) is not { } path || !SectorFolder.Exists(path.FileOf(file.Type, file.Sector))) return true;
        try
        {
            await index.StorageDeclareSectorAsync(pathId, file.Sector, file.Type, false, cancellationToken);
            logger.DeclarationMade(file.Type, file.Sector, path.Root);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private (string PathId, SectorFileKey File)[] Waiting()
    {
        lock (_gate) return [.. _files];
    }

    private void Remove(string pathId, SectorFileKey file)
    {
        lock (_gate) _files.Remove((pathId, file));
    }
}
