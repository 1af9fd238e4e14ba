using System.Numerics;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

public sealed partial class SectorStore
{
    /// <inheritdoc/>
    public async Task RemoveAsync(SectorId sector, SectorFileType type, IReadOnlyCollection<string> keepPathIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keepPathIds);
        EnsureSingle(type);
        await RemoveLocalAsync(sector, type, keepPathIds, mustExist: false, cancellationToken).ConfigureAwait(false);
        SectorStorageInfo[] holders = await _index.StorageFindSectorAsync(sector, type, 0, false, cancellationToken).ConfigureAwait(false) ?? [];
        foreach (SectorStorageInfo holder in holders.Where(holder => !keepPathIds.Contains(holder.Id) && !_paths.ContainsKey(holder.Id)))
            await DeleteAtAsync(holder, sector, type, keepPathIds, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task RemoveCopiesAsync(SectorId sector, SectorFileType type, CancellationToken cancellationToken)
    {
        EnsureSingle(type);
        SectorStorageInfo[] local = await _index.StorageFindSectorAsync(sector, type, 0, false, cancellationToken).ConfigureAwait(false) ?? [];
        if (local.Any(holder => holder.Primary))
        {
            foreach (SectorStorageInfo holder in local.Where(holder => !holder.Primary))
                await RemoveFromPathAsync(sector, type, holder.Id, cancellationToken).ConfigureAwait(false);
        }

        SectorStorageInfo[] all = await _index.StorageFindSectorAsync(sector, type, 0, false, cancellationToken).ConfigureAwait(false) ?? [];
        SectorStorageInfo? primary = all.FirstOrDefault(holder => holder.Primary);
        if (primary is null)
        {
            _logger.LogWarning("No primary copy of {Type} of sector {Sector}: nothing is removed", type, sector);
            return;
        }

        await RemoveAsync(sector, type, [primary.Id], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a type from this process's paths, except those to keep; what <c>DELETE /remote/...</c> does.</summary>
    /// <exception cref="StorageException"><paramref name="mustExist"/> and the index knows no copy at all.</exception>
    internal async Task RemoveLocalAsync(SectorId sector, SectorFileType type, IReadOnlyCollection<string> keepPathIds, bool mustExist,
        CancellationToken cancellationToken)
    {
        SectorStorageInfo[] holders = await _index.StorageFindSectorAsync(sector, type, 0, false, cancellationToken).ConfigureAwait(false) ?? [];
        if (holders.Length == 0 && mustExist) throw new StorageException($"can't delete {type.FolderName()} of sector {sector}: not found");
        foreach (SectorStorageInfo holder in holders.Where(holder => !keepPathIds.Contains(holder.Id)))
            await RemoveFromPathAsync(sector, type, holder.Id, cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveFromPathAsync(SectorId sector, SectorFileType type, string pathId, CancellationToken cancellationToken)
    {
        if (!_paths.TryGetValue(pathId, out LocalPath? local)) return;
        await _index.StorageDropSectorAsync(pathId, sector, type, cancellationToken).ConfigureAwait(false);
        string file = local.FileOf(type, sector);
        _logger.LogInformation("Removing {File}", file);
        try
        {
            SectorFolder.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"cannot remove {file} from storage path {local.Root} (id:{local.Id}): {e.Message}", e);
        }

        local.Refresh();
        await ReportHealthAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAtAsync(SectorStorageInfo holder, SectorId sector, SectorFileType type, IReadOnlyCollection<string> keepPathIds,
        CancellationToken cancellationToken)
    {
        foreach (string url in holder.Urls ?? [])
        {
            try
            {
                await _downloader.DeleteAsync(url, keepPathIds, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (StorageException e)
            {
                _logger.LogWarning(e, "Removing {Type} of sector {Sector} at {Url} failed", type, sector, url);
            }
        }
    }

    private static void EnsureSingle(SectorFileType type)
    {
        if (BitOperations.PopCount((uint)type) != 1) throw new ArgumentException($"'{type}' is not a single sector file type.", nameof(type));
    }
}
