using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

internal static partial class StorageLog
{
    [LoggerMessage(StorageEventIds.HealthReportRefused, LogLevel.Warning,
        "Health report of storage path {Path} was not taken, as the next ones may not be: {Reason}")]
    public static partial void HealthReportRefused(this ILogger logger, string path, string reason);

    [LoggerMessage(StorageEventIds.PathOpened, LogLevel.Information, "Storage path {Path} opened as {Id}")]
    public static partial void PathOpened(this ILogger logger, string path, string id);

    [LoggerMessage(StorageEventIds.PathClosed, LogLevel.Information, "Storage path {Path} closed")]
    public static partial void PathClosed(this ILogger logger, string path);

    [LoggerMessage(StorageEventIds.PathLost, LogLevel.Warning,
        "Storage path {Path} is out of use, looked for again and again while the others work on: {Reason}")]
    public static partial void PathLost(this ILogger logger, string path, string reason);

    [LoggerMessage(StorageEventIds.PathBack, LogLevel.Information, "Storage path {Path} is back in use, its sectors are declared")]
    public static partial void PathBack(this ILogger logger, string path);

    [LoggerMessage(StorageEventIds.EntryPassedOver, LogLevel.Warning, "An entry of the list of storage paths is passed over: {Reason}")]
    public static partial void EntryPassedOver(this ILogger logger, string reason);

    [LoggerMessage(StorageEventIds.StrangersPassedOver, LogLevel.Warning,
        "Storage path {Path} holds {Count} name(s) that are no sector (s-t0MINER-NUMBER); they are passed over: {Names}")]
    public static partial void StrangersPassedOver(this ILogger logger, string path, int count, string names);

    [LoggerMessage(StorageEventIds.DescriptorKept, LogLevel.Warning, "Storage path {Path} stays as it was described before: {Reason}")]
    public static partial void DescriptorKept(this ILogger logger, string path, string reason);

    [LoggerMessage(StorageEventIds.AwaitedPathRefused, LogLevel.Warning, "Storage path {Path} can be read, but not opened yet: {Reason}")]
    public static partial void AwaitedPathRefused(this ILogger logger, string path, string reason);

    [LoggerMessage(StorageEventIds.DeclarationDropped, LogLevel.Warning,
        "Dropping {Type} of sector {Sector} in storage path {Path}: the index has it, the disk has not")]
    public static partial void DeclarationDropped(this ILogger logger, SectorFileType type, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.FileNotWhole, LogLevel.Error,
        "{File} is not whole and is not declared to the miner: {Fault}. Move it away, or replace it with a whole copy and redeclare the path")]
    public static partial void FileNotWhole(this ILogger logger, string file, string fault);

    [LoggerMessage(StorageEventIds.UnfinishedDeleted, LogLevel.Information,
        "Deleted {Count} unfinished files in {Folder} whose processes have ended: {Names}")]
    public static partial void UnfinishedDeleted(this ILogger logger, int count, string folder, string names);

    [LoggerMessage(StorageEventIds.TidyingFailed, LogLevel.Warning, "Unfinished files in {Folder} cannot be looked through: {Reason}")]
    public static partial void TidyingFailed(this ILogger logger, string folder, string reason);

    [LoggerMessage(StorageEventIds.DeclarationPostponed, LogLevel.Warning,
        "The index could not be told of {Type} of sector {Sector} in storage path {Path}; it is told again until it takes it")]
    public static partial void DeclarationPostponed(this ILogger logger, Exception exception, SectorFileType type, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.DeclarationMade, LogLevel.Information,
        "The index knows {Type} of sector {Sector} in storage path {Path} now")]
    public static partial void DeclarationMade(this ILogger logger, SectorFileType type, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.FileMissing, LogLevel.Warning,
        "The index has {Type} of sector {Sector} in storage path {Path}, the disk has not")]
    public static partial void FileMissing(this ILogger logger, SectorFileType type, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.LesserPassedOver, LogLevel.Warning,
        "{Type} of sector {Sector} in storage path {Path} is less than the step needs; it is fetched from another path that has it too")]
    public static partial void LesserPassedOver(this ILogger logger, SectorFileType type, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.SupersededRemoved, LogLevel.Information,
        "Sector {Sector} is kept elsewhere; what an interrupted sealing of it left in storage path {Path} is removed")]
    public static partial void SupersededRemoved(this ILogger logger, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.FetchFailed, LogLevel.Warning, "Fetching {Type} of sector {Sector} failed: {Reason}")]
    public static partial void FetchFailed(this ILogger logger, SectorFileType type, SectorId sector, string reason);

    [LoggerMessage(StorageEventIds.AttemptBroke, LogLevel.Warning, "Attempt {Attempt} to download {Url} broke: {Reason}")]
    public static partial void AttemptBroke(this ILogger logger, int attempt, string url, string reason);

    [LoggerMessage(StorageEventIds.FetchedSourceKept, LogLevel.Warning, "The source of the moved {Type} of sector {Sector} was not deleted")]
    public static partial void FetchedSourceKept(this ILogger logger, Exception exception, SectorFileType type, SectorId sector);

    [LoggerMessage(StorageEventIds.Moving, LogLevel.Information, "Moving {Source} to {Destination}")]
    public static partial void Moving(this ILogger logger, string source, string destination);

    [LoggerMessage(StorageEventIds.MovedSourceKept, LogLevel.Warning, "{Old} could not be deleted after it was moved to {New}")]
    public static partial void MovedSourceKept(this ILogger logger, Exception exception, string old, string @new);

    [LoggerMessage(StorageEventIds.IndexNotTold, LogLevel.Error,
        "{Type} of sector {Sector} lies in {Path}, but the index could not be told; redeclare the path")]
    public static partial void IndexNotTold(this ILogger logger, Exception exception, SectorFileType type, SectorId sector, string path);

    [LoggerMessage(StorageEventIds.Removing, LogLevel.Information, "Removing {File}")]
    public static partial void Removing(this ILogger logger, string file);

    [LoggerMessage(StorageEventIds.NoPrimaryCopy, LogLevel.Warning, "No primary copy of {Type} of sector {Sector}: nothing is removed")]
    public static partial void NoPrimaryCopy(this ILogger logger, SectorFileType type, SectorId sector);

    [LoggerMessage(StorageEventIds.PrimaryNotWhole, LogLevel.Error, "The primary copy {File} is not whole, so no other copy is removed: {Fault}")]
    public static partial void PrimaryNotWhole(this ILogger logger, string file, string fault);

    [LoggerMessage(StorageEventIds.RemoteRemoveFailed, LogLevel.Warning, "Removing {Type} of sector {Sector} at {Url} failed")]
    public static partial void RemoteRemoveFailed(this ILogger logger, Exception exception, SectorFileType type, SectorId sector, string url);

    [LoggerMessage(StorageEventIds.RequestFailed, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(StorageEventIds.RequestRefused, LogLevel.Information, "{Method} {Path} cannot be answered: {Reason}")]
    public static partial void RequestRefused(this ILogger logger, string method, string path, string reason);

    [LoggerMessage(StorageEventIds.ProofRefused, LogLevel.Warning, "POST {Path}: no proof: {Reason}")]
    public static partial void ProofRefused(this ILogger logger, string path, string reason);
}
