using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Chooses between copies of a sector's file that differ in what they are good for.</summary>
/// <remarks>
/// A worker that was away comes back with what it had, and the index lists that beside what others made meanwhile: a cache in which PreCommit2 did
/// not end beside one in which it did, an unsealed file with one piece beside one with all. A node that takes the lesser one for the sector's, and
/// deletes the rest as copies, loses the other.
/// </remarks>
internal sealed class CopyChoice(OpenPaths paths, SectorDownloader downloader, ILogger logger)
{
    /// <summary>The path of this process from which a step takes a file; null when it has to be fetched, or nobody has it.</summary>
    /// <param name="file">Sector and type.</param>
    /// <param name="here">The paths of this process that have it.</param>
    /// <param name="holders">All paths that have it by the index.</param>
    /// <param name="stage">How far the sector must have been sealed.</param>
    /// <param name="cancellationToken">Ends the questions to other processes.</param>
    public async Task<LocalPath?> ForStepAsync(SectorFileKey file, List<LocalPath> here, SectorStorageInfo[] holders, SealStage stage,
        CancellationToken cancellationToken)
    {
        if (Fit(file, here, stage) is { } fit) return fit;
        if (here is not [LocalPath first, ..]) return null;
        bool isElsewhere = file.Type == SectorFileType.Unsealed ? await IsWholeElsewhereAsync(file, first, holders, cancellationToken)
            : Elsewhere(holders).Any();
        if (!isElsewhere) return first;
        logger.LesserPassedOver(file.Type, file.Sector, first.Root);
        return null;
    }

    /// <summary>The path of this process from which a file is read in place.</summary>
    public LocalPath? ForReading(SectorFileKey file, List<LocalPath> here) =>
        Fit(file, here, SealStage.PreCommitted2) ?? (here is [LocalPath first, ..] ? first : null);

    /// <summary>The path of this process from which another one is sent a file; null when there is none.</summary>
    /// <remarks>Half a PreCommit1 is of use to nobody else; a whole one is, as long as no other path has the cache.</remarks>
    /// <param name="file">Sector and type.</param>
    /// <param name="here">The paths of this process that have it.</param>
    /// <param name="holdersOf">Asks the index.</param>
    /// <param name="cancellationToken">Ends the questions to other processes.</param>
    /// <exception cref="StorageException">What lies here would lead the other one astray.</exception>
    public async Task<LocalPath?> ForSendingAsync(SectorFileKey file, List<LocalPath> here,
        Func<SectorFileKey, Task<SectorStorageInfo[]>> holdersOf, CancellationToken cancellationToken)
    {
        if (Fit(file, here, SealStage.PreCommitted2) is { } fit) return fit;
        if (here is not [LocalPath first, ..]) return null;
        if (file.Type == SectorFileType.Unsealed)
        {
            if (!await IsWholeElsewhereAsync(file, first, await holdersOf(file), cancellationToken)) return first;
        }
        else if (Fit(file, here, SealStage.PreCommitted1) is { } layers
            && !Elsewhere(await holdersOf(file with { Type = SectorFileType.Cache })).Any())
        {
            return layers;
        }

        throw new StorageException(StorageFault.SectorNotFound,
            $"{file.Type.FolderName()} of sector {file.Sector} in {first} is not sent: it is what an interrupted task left, or less than others have");
    }

    /// <summary>The first that is good enough.</summary>
    private LocalPath? Fit(SectorFileKey file, List<LocalPath> here, SealStage stage) => here.Find(path => file.Type == SectorFileType.Unsealed
        ? SizeIfPartial(path.FileOf(file.Type, file.Sector)) is null
        : SealStages.Of(file, path, paths.All) >= stage);

    /// <summary>
    /// The sector's size in bytes when an unsealed file lacks data; null when it has all, or cannot be looked into: then it is not held to be less
    /// than others.
    /// </summary>
    private static ulong? SizeIfPartial(string unsealed)
    {
        try
        {
            if (SectorFileLengths.SectorSizeOf(unsealed) is not { } size) return null;
            return PartialFile.ReadValid(unsealed, size) is [{ Offset: 0 } all] && all.Size == size ? null : size;
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IEnumerable<SectorStorageInfo> Elsewhere(SectorStorageInfo[] holders) => holders.Where(holder => paths.Find(holder.Id) is null);

    private async Task<bool> IsWholeElsewhereAsync(SectorFileKey file, LocalPath path, SectorStorageInfo[] holders,
        CancellationToken cancellationToken)
    {
        if (SizeIfPartial(path.FileOf(file.Type, file.Sector)) is not { } size) return false;
        foreach (string url in Elsewhere(holders).SelectMany(holder => holder.Urls ?? []))
        {
            if (await downloader.HasAllDataAsync(url, size, cancellationToken)) return true;
        }

        return false;
    }
}
