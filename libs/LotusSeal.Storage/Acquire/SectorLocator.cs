using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Asks the index for the local places of sector files: where they are, or where they may go (protocol spec 5.6).</summary>
internal sealed class SectorLocator(ISectorIndex index, OpenPaths paths, CopyChoice copies, ILogger logger)
{
    /// <summary>
    /// Local places of a request's types: found ones for those that exist (left out when there is none), chosen ones for those to allocate.
    /// </summary>
    /// <exception cref="StorageException">No open path may take a type to allocate.</exception>
    public async Task<Dictionary<SectorFileType, LocalPath>> FindAsync(AcquireRequest request, CancellationToken cancellationToken)
    {
        SectorId sector = request.Sector.Id;
        ulong size = PoRepConfig.ForProof(request.Sector.ProofType).SectorSize;
        Dictionary<SectorFileType, LocalPath> places = [];
        foreach (SectorFileType type in (request.Existing | request.Allocate).Each())
        {
            SectorFileKey file = new(sector, type);
            SectorStorageInfo[] holders = await HoldersAsync(file, size, cancellationToken);
            LocalPath? local = request.Existing.HasFlag(type)
                ? await copies.ForStepAsync(file, LocalHolders(file, holders), holders, request.Stage, cancellationToken)
                : ReusableHolder(file, request.PathType, holders);
            if (local is not null) places[type] = local;
        }

        foreach (SectorFileType type in request.Allocate.Each().Where(type => !places.ContainsKey(type)))
            places[type] = await ChooseAsync(new SectorFileKey(sector, type), size, request.PathType, cancellationToken);
        return places;
    }

    /// <summary>Full name of a sector file in this process's paths, null when the index or the disk has none.</summary>
    public async Task<string?> LocateAsync(SectorFileKey file, ulong sectorSize, CancellationToken cancellationToken) =>
        copies.ForReading(file, LocalHolders(file, await HoldersAsync(file, sectorSize, cancellationToken)))?.FileOf(file.Type, file.Sector);

    /// <summary>Full name of a sector file to be sent to another process, null when the index or the disk has none.</summary>
    /// <exception cref="StorageException">What lies here would lead the other process astray.</exception>
    public async Task<string?> LocateToSendAsync(SectorFileKey file, ulong sectorSize, CancellationToken cancellationToken)
    {
        List<LocalPath> here = LocalHolders(file, await HoldersAsync(file, sectorSize, cancellationToken));
        LocalPath? path = await copies.ForSendingAsync(file, here, other => HoldersAsync(other, 0, cancellationToken), cancellationToken);
        return path?.FileOf(file.Type, file.Sector);
    }

    /// <summary>All paths, of any process, that the index knows to hold a file.</summary>
    /// <param name="file">Sector and type.</param>
    /// <param name="sectorSize">Bytes, as a real worker sends them at this point; without effect on the answer.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<SectorStorageInfo[]> HoldersAsync(SectorFileKey file, ulong sectorSize, CancellationToken cancellationToken) =>
        await index.StorageFindSectorAsync(file.Sector, file.Type, sectorSize, false, cancellationToken) ?? [];

    private static bool Suits(PathType pathType, bool canSeal, bool canStore) => pathType == PathType.Sealing ? canSeal : canStore;

    private async Task<LocalPath> ChooseAsync(SectorFileKey file, ulong size, PathType pathType, CancellationToken cancellationToken)
    {
        StorageInfo[] offers = await OffersAsync(file, size, pathType, cancellationToken);
        IEnumerable<string> suitable = offers.Where(offer => Suits(pathType, offer.CanSeal, offer.CanStore)
                && PathFilters.AllowsType(file.Type, offer.AllowTypes, offer.DenyTypes)
                && PathFilters.AllowsMiner(file.Sector.Miner, offer.AllowMiners, offer.DenyMiners))
            .Select(offer => offer.Id);
        return paths.FirstOf(suitable) ?? throw new StorageException(StorageFault.NoGoodPath, "couldn't find a suitable path for a sector");
    }

    private async Task<StorageInfo[]> OffersAsync(SectorFileKey file, ulong size, PathType pathType, CancellationToken cancellationToken)
    {
        try
        {
            return await index.StorageBestAllocAsync(file.Type, size, pathType, file.Sector.Miner, cancellationToken) ?? [];
        }
        catch (Exception e) when (IsNoGoodPath(e))
        {
            throw new StorageException(StorageFault.NoGoodPath, "couldn't find a suitable path for a sector: no good path found", e);
        }
    }

    // An index in this process tells the kind, a miner tells it by its text.
    private static bool IsNoGoodPath(Exception error) =>
        error is StorageException { Fault: StorageFault.NoGoodPath } || (error is RpcException answer && MinerErrorTexts.IsNoGoodPath(answer));

    /// <summary>The paths of this process that have a file, by the index and on the disk, in the order of the index.</summary>
    /// <exception cref="StorageException">The only one that has it is gone.</exception>
    private List<LocalPath> LocalHolders(SectorFileKey file, SectorStorageInfo[] holders)
    {
        List<LocalPath> here = [];
        StorageException? gone = null;
        foreach (SectorStorageInfo holder in holders)
        {
            if (paths.Find(holder.Id) is not { } local) continue;
            try
            {
                local.EnsurePresent();
            }
            catch (StorageException e)
            {
                gone ??= e;
                continue;
            }

            if (SectorFolder.Exists(local.FileOf(file.Type, file.Sector))) here.Add(local);
            else logger.FileMissing(file.Type, file.Sector, local.Root);
        }

        // Another path, of this process or of another one, may have it too.
        return gone is null || here.Count > 0 || holders.Any(holder => paths.Find(holder.Id) is null) ? here : throw gone;
    }

    private LocalPath? ReusableHolder(SectorFileKey file, PathType pathType, SectorStorageInfo[] holders) =>
        paths.FirstOf(holders.Where(holder => Suits(pathType, holder.CanSeal, holder.CanStore)
                && PathFilters.AllowsType(file.Type, holder.AllowTypes, holder.DenyTypes)
                && PathFilters.AllowsMiner(file.Sector.Miner, holder.AllowMiners, holder.DenyMiners))
            .Select(holder => holder.Id));
}
