using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Moves sector files between open paths, by rename where both are on one file system, else by a copy that is read back.</summary>
/// <remarks>
/// Nothing is lost at any point: until the index has the new place, the old file is whole; a crash leaves at worst both, and opening the paths
/// declares them again.
/// </remarks>
internal sealed class SectorMover(ISectorIndex index, Reservations reservations, TimeSpan restoreLimit, TimeProvider time, ILogger logger)
{
    /// <summary>Called before each step with the step's name; a test that throws here stands for a crash.</summary>
    public Action<string>? BeforeStep { get; set; }

    /// <summary>Moves one file; one whose path can store already stays where it is.</summary>
    /// <exception cref="StorageException">A disk refused; the file stays where it was.</exception>
    public async Task MoveAsync(SectorMove move, CancellationToken cancellationToken)
    {
        (LocalPath source, LocalPath destination) = (move.Source, move.Destination);
        StorageInfo from = await index.StorageInfoAsync(source.Id, cancellationToken);
        StorageInfo to = await index.StorageInfoAsync(destination.Id, cancellationToken);
        if (from.Id == to.Id || from.CanStore) return;
        logger.Moving(move.Old, move.New);
        if (move.Type == SectorFileType.Unsealed) PartialFile.Recover(move.Old);
        if (source.FileSystem == destination.FileSystem)
        {
            await RenameAsync(move, cancellationToken);
            return;
        }

        using IDisposable reservation =
            await reservations.ReserveAsync(move.Sector, [(move.Type, destination)], PathType.Storage, cancellationToken);
        await CopyAsync(move, cancellationToken);
        await RedirectAsync(move, cancellationToken);
        BeforeStep?.Invoke("delete");
        DeleteOld(move);
        source.Refresh();
        destination.Refresh();
    }

    private async Task CopyAsync(SectorMove move, CancellationToken cancellationToken)
    {
        try
        {
            string temporary = SectorFolder.FetchingPlace(move.New) + SectorFolder.MovingSuffix;
            BeforeStep?.Invoke("copy");
            await VerifiedCopy.CopyAsync(move.Old, temporary, cancellationToken);
            BeforeStep?.Invoke("place");
            move.Source.EnsurePresent();
            move.Destination.EnsurePresent();
            SectorFolder.Place(temporary, move.New);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk,
                $"cannot move {move.Old} to {move.Destination}: {e.Message}; the file stays where it is", e);
        }
    }

    private void DeleteOld(SectorMove move)
    {
        try
        {
            SectorFolder.Delete(move.Old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The move is done; what stays only takes space.
            logger.MovedSourceKept(e, move.Old, move.New);
        }
    }

    private async Task RenameAsync(SectorMove move, CancellationToken cancellationToken)
    {
        try
        {
            SectorFolder.Flush(move.Old);
            BeforeStep?.Invoke("rename");
            SectorFolder.Place(move.Old, move.New);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFault.Disk, $"cannot move {move.Old} to {move.Destination}: {e.Message}", e);
        }

        try
        {
            await RedirectAsync(move, cancellationToken);
        }
        catch
        {
            // The index still points to the old place: a retry must find the file there.
            SectorFolder.Place(move.New, move.Old);
            throw;
        }
    }

    /// <summary>
    /// Drop and Declare in the order of a real worker; when either fails, the old place is declared again: a lost answer leaves it dropped.
    /// </summary>
    private async Task RedirectAsync(SectorMove move, CancellationToken cancellationToken)
    {
        BeforeStep?.Invoke("drop");
        try
        {
            await index.StorageDropSectorAsync(move.Source.Id, move.Sector.Id, move.Type, cancellationToken);
            BeforeStep?.Invoke("declare");
            await index.StorageDeclareSectorAsync(move.Destination.Id, move.Sector.Id, move.Type, true, cancellationToken);
        }
        catch
        {
            await RestoreDeclarationAsync(move);
            throw;
        }
    }

    private async Task RestoreDeclarationAsync(SectorMove move)
    {
        LocalPath source = move.Source;
        try
        {
            using CancellationTokenSource limit = new(restoreLimit, time);
            await index.StorageDeclareSectorAsync(source.Id, move.Sector.Id, move.Type, source.Descriptor.CanStore, limit.Token);
        }
        catch (Exception e)
        {
            logger.IndexNotTold(e, move.Type, move.Sector.Id, source.Root);
        }
    }
}
