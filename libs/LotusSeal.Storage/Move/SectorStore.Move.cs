using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

public sealed partial class SectorStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// Nothing is lost at any point: until the index has the new place, the old file is whole; a crash leaves at worst both, and opening the
    /// paths declares them again. Types whose file lies in a path that can store already stay where they are.
    /// </remarks>
    public async Task MoveStorageAsync(SectorRef sector, SectorFileType types, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sector);
        await using (await AcquireAsync(sector, types, SectorFileType.None, PathType.Storage, AcquireMode.Move, cancellationToken).ConfigureAwait(false))
        {
            using IDisposable turn = await _acquiring.EnterAsync(sector.Id, cancellationToken).ConfigureAwait(false);
            Dictionary<SectorFileType, LocalPath> destinations =
                await FindLocalAsync(sector, SectorFileType.None, types, PathType.Storage, cancellationToken).ConfigureAwait(false);
            Dictionary<SectorFileType, LocalPath> sources =
                await FindLocalAsync(sector, types, SectorFileType.None, PathType.Storage, cancellationToken).ConfigureAwait(false);
            foreach (SectorFileType type in types.Each())
            {
                if (!sources.TryGetValue(type, out LocalPath? source)) throw new StorageException($"{type.FolderName()} of sector {sector.Id} vanished while it was moved");
                await MoveTypeAsync(sector, type, source, destinations[type], cancellationToken).ConfigureAwait(false);
            }
        }

        await ReportHealthAsync(cancellationToken).ConfigureAwait(false);
        foreach (SectorFileType type in types.Each()) await RemoveCopiesAsync(sector.Id, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveTypeAsync(SectorRef sector, SectorFileType type, LocalPath source, LocalPath destination, CancellationToken cancellationToken)
    {
        StorageInfo from = await _index.StorageInfoAsync(source.Id, cancellationToken).ConfigureAwait(false);
        StorageInfo to = await _index.StorageInfoAsync(destination.Id, cancellationToken).ConfigureAwait(false);
        if (from.Id == to.Id || from.CanStore) return;
        string old = source.FileOf(type, sector.Id), moved = destination.FileOf(type, sector.Id);
        _logger.LogInformation("Moving {Source} to {Destination}", old, moved);
        if (type == SectorFileType.Unsealed) PartialFile.Recover(old);
        if (source.FileSystem == destination.FileSystem)
        {
            await RenameAsync(sector.Id, type, source, destination, cancellationToken).ConfigureAwait(false);
            return;
        }

        using IDisposable reservation = _reservations.Reserve(sector, [(type, destination)], PathType.Storage);
        try
        {
            string temporary = SectorFolder.FetchingPlace(moved) + SectorFolder.MovingSuffix;
            BeforeStep?.Invoke("copy");
            await VerifiedCopy.CopyAsync(old, temporary, cancellationToken).ConfigureAwait(false);
            BeforeStep?.Invoke("place");
            source.EnsurePresent();
            destination.EnsurePresent();
            SectorFolder.Place(temporary, moved);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"cannot move {old} to storage path {destination.Root} (id:{destination.Id}): {e.Message}; the file stays where it is", e);
        }

        await RedirectAsync(sector.Id, type, source, destination, cancellationToken).ConfigureAwait(false);
        BeforeStep?.Invoke("delete");
        DeleteMoved(old, moved);
        source.Refresh();
        destination.Refresh();
    }

    private void DeleteMoved(string old, string moved)
    {
        try
        {
            SectorFolder.Delete(old);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The move is done; what stays only takes space.
            _logger.LogWarning(e, "{Old} could not be deleted after it was moved to {New}", old, moved);
        }
    }

    private async Task RenameAsync(SectorId sector, SectorFileType type, LocalPath source, LocalPath destination, CancellationToken cancellationToken)
    {
        string old = source.FileOf(type, sector), moved = destination.FileOf(type, sector);
        try
        {
            SectorFolder.Flush(old);
            BeforeStep?.Invoke("rename");
            SectorFolder.Place(old, moved);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"cannot move {old} to storage path {destination.Root} (id:{destination.Id}): {e.Message}", e);
        }

        try
        {
            await RedirectAsync(sector, type, source, destination, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The index still points to the old place: a retry must find the file there.
            SectorFolder.Place(moved, old);
            throw;
        }
    }

    /// <summary>Drop and Declare in the order of a real worker; when either fails, the old place is declared again: a lost answer leaves it dropped.</summary>
    private async Task RedirectAsync(SectorId sector, SectorFileType type, LocalPath source, LocalPath destination, CancellationToken cancellationToken)
    {
        BeforeStep?.Invoke("drop");
        try
        {
            await _index.StorageDropSectorAsync(source.Id, sector, type, cancellationToken).ConfigureAwait(false);
            BeforeStep?.Invoke("declare");
            await _index.StorageDeclareSectorAsync(destination.Id, sector, type, true, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await RestoreDeclarationAsync(sector, type, source).ConfigureAwait(false);
            throw;
        }
    }

    private async Task RestoreDeclarationAsync(SectorId sector, SectorFileType type, LocalPath source)
    {
        try
        {
            using CancellationTokenSource limit = new(_options.ConnectTimeout, _time);
            await _index.StorageDeclareSectorAsync(source.Id, sector, type, source.Descriptor.CanStore, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "{Type} of sector {Sector} lies in {Path}, but the index could not be told; redeclare the path", type, sector, source.Root);
        }
    }
}
