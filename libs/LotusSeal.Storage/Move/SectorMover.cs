using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Moves sector files between open paths, by rename where that is possible, else by a copy that is read back.</summary>
/// <remarks>
/// Only the attempt tells whether a rename is possible: two mounts of one disk, as containers have them, look like one file system and are not.
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
        // Half a cache that a killed worker left must not become the one that is kept.
        SectorFileLengths.RequireKept(move.Old, move.Type, PoRepConfig.ForProof(move.Sector.ProofType).SectorSize);
        if (SectorFolder.IsSame(move.Old, move.New))
        {
            // Two paths that share a type folder: it is there already, and there is no other copy.
            await RedirectAsync(move, cancellationToken);
            return;
        }

        if (await TryRenameAsync(move, cancellationToken)) return;
        using IDisposable reservation =
            await reservations.ReserveAsync(move.Sector, [(move.Type, destination)], PathType.Storage, cancellationToken);
        await CopyAsync(move, cancellationToken);
        using IDisposable leaving = source.Leave(new SectorFileKey(move.Sector.Id, move.Type));
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
            string place = SectorFolder.FetchingPlace(move.New);
            using FolderOwner owner = FolderOwner.Claim(Path.GetDirectoryName(place)!);
            string temporary = owner.NameOf(Path.GetFileName(place), SectorFolder.MovingSuffix);
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

    /// <summary>False when the paths are on different mounts; nothing was changed.</summary>
    private async Task<bool> TryRenameAsync(SectorMove move, CancellationToken cancellationToken)
    {
        try
        {
            // A rename into a folder over which the disk is not mounted would hide the sector.
            move.Source.EnsurePresent();
            move.Destination.EnsurePresent();
            SectorFolder.Flush(move.Old);
            BeforeStep?.Invoke("rename");
            if (!SectorFolder.TryPlace(move.Old, move.New)) return false;
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

        return true;
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
