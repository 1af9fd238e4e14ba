using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Tells the miner's index about paths: what they are, how they are, what is in them (protocol spec 5.3).</summary>
internal sealed class PathAnnouncer(ISectorIndex index, string baseUrl, ILogger logger)
{
    private static readonly FsStat Nothing = new(0, 0, 0, 0, 0, 0);

    /// <summary>Makes a path known and reports its health at once.</summary>
    /// <exception cref="StorageException">Its space cannot be read; the miner was told nothing.</exception>
    public async Task AttachAsync(LocalPath path, CancellationToken cancellationToken) =>
        await AttachAsync(path, await path.StatAsync(cancellationToken), "", cancellationToken);

    /// <summary>Makes a path known that is in trouble: without room, and unhealthy for that reason.</summary>
    public Task AttachAsync(LocalPath path, string trouble, CancellationToken cancellationToken) =>
        AttachAsync(path, Nothing, trouble, cancellationToken);

    /// <summary>Takes this process's address away from a path.</summary>
    public Task DetachAsync(LocalPath path, CancellationToken cancellationToken) => index.StorageDetachAsync(path.Id, baseUrl, cancellationToken);

    /// <summary>Reports space.</summary>
    public Task ReportAsync(LocalPath path, FsStat stat, CancellationToken cancellationToken) =>
        index.StorageReportHealthAsync(path.Id, new HealthReport(stat, ""), cancellationToken);

    /// <summary>Reports the reason for which nothing can be put there.</summary>
    public Task ReportAsync(LocalPath path, string trouble, CancellationToken cancellationToken) =>
        index.StorageReportHealthAsync(path.Id, new HealthReport(Nothing, trouble), cancellationToken);

    /// <summary>Declares every file of a path; one in a path that can store is primary.</summary>
    public async Task DeclareAsync(LocalPath path, IEnumerable<SectorFileKey> files, CancellationToken cancellationToken)
    {
        foreach (SectorFileKey file in files)
        {
            // The disk was read a while ago: what a task took away since is not declared, and taken back when it went meanwhile.
            if (path.IsLeavingOrGone(file)) continue;
            await index.StorageDeclareSectorAsync(path.Id, file.Sector, file.Type, path.Descriptor.CanStore, cancellationToken);
            if (path.IsLeavingOrGone(file)) await index.StorageDropSectorAsync(path.Id, file.Sector, file.Type, cancellationToken);
        }
    }

    /// <summary>Drops files of a path that an earlier process may have declared.</summary>
    public async Task DropAsync(LocalPath path, IEnumerable<SectorFileKey> files, CancellationToken cancellationToken)
    {
        foreach (SectorFileKey file in files) await index.StorageDropSectorAsync(path.Id, file.Sector, file.Type, cancellationToken);
    }

    /// <summary>Drops what the index has in a path and the disk has not.</summary>
    public async Task DropMissingAsync(LocalPath path, IReadOnlySet<SectorFileKey> present, CancellationToken cancellationToken)
    {
        Dictionary<string, SectorDeclaration[]>? list = await index.StorageListAsync(cancellationToken);
        foreach (SectorDeclaration declaration in list?.GetValueOrDefault(path.Id) ?? [])
        {
            foreach (SectorFileType type in declaration.SectorFileType.Each())
            {
                // What a task put there after the disk was read is there all the same.
                bool isThere = present.Contains(new SectorFileKey(declaration.Sector, type))
                    || SectorFolder.Exists(path.FileOf(type, declaration.Sector));
                if (isThere) continue;
                logger.DeclarationDropped(type, declaration.Sector, path.Root);
                await index.StorageDropSectorAsync(path.Id, declaration.Sector, type, cancellationToken);
            }
        }
    }

    private async Task AttachAsync(LocalPath path, FsStat stat, string trouble, CancellationToken cancellationToken)
    {
        StorageDescriptor d = path.Descriptor;
        StorageInfo info = new(d.Id, [baseUrl], d.Weight, d.MaxStorage, d.CanSeal, d.CanStore, d.Groups, d.AllowTo, d.AllowTypes, d.DenyTypes,
            d.AllowMiners, d.DenyMiners);
        await index.StorageAttachAsync(info, stat, cancellationToken);
        // Attaching does not refresh the heartbeat of a path that the miner knows; without a report it is offered for nothing (protocol
        // spec M22).
        await index.StorageReportHealthAsync(path.Id, new HealthReport(stat, trouble), cancellationToken);
    }
}
