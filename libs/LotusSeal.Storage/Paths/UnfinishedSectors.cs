using LotusSeal.Lotus.Types;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>
/// What is not whole yet in a storage path: <c>TYPE/fetching/NAME.ID…</c>, and <c>….ID..tmp</c> where a step of sealing writes. Several processes
/// may use a path; what nobody holds goes (see <see cref="UnfinishedFiles"/>), and a download that can be gone on with stays for some days.
/// </summary>
internal static class UnfinishedSectors
{
    // Nobody comes back for an older download; its space is wanted.
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromDays(7);

    /// <summary>Deletes what nobody holds of one type in a path.</summary>
    /// <returns>Names of what was deleted.</returns>
    public static IReadOnlyList<string> DeleteAbandoned(string root, SectorFileType type)
    {
        string folder = Path.Combine(root, type.FolderName()), fetching = Path.Combine(folder, SectorFolder.Fetching);
        DeleteOrphanedLayerRecords(folder, fetching);
        return
        [
            .. UnfinishedFiles.DeleteAbandoned(fetching, name => !name.EndsWith(PartialFile.JournalSuffix, StringComparison.Ordinal)
                && !name.EndsWith(SectorFolder.LayersSuffix, StringComparison.Ordinal) && !MayBeResumed(Path.Combine(fetching, name))),
            .. UnfinishedFiles.DeleteAbandoned(folder, SectorFolder.IsOwn),
        ];
    }

    /// <summary>Deletes what unsealings that ended before their time left beside the type folders of a path.</summary>
    /// <returns>Names of what was deleted.</returns>
    public static IReadOnlyList<string> DeleteAbandonedScratch(string root) =>
        UnfinishedFiles.DeleteAbandoned(Path.Combine(root, SectorFolder.UnsealScratch), _ => true);

    /// <summary>Deletes what nobody holds in the cache folders of a path, one after the other; there may be thousands.</summary>
    public static void DeleteAbandonedInCaches(string root, SectorFileType type)
    {
        if (!type.IsFolder()) return;
        foreach (string cache in Directory.EnumerateDirectories(Path.Combine(root, type.FolderName())))
        {
            if (Path.GetFileName(cache) != SectorFolder.Fetching) DeleteAbandonedIn(cache);
        }
    }

    private static void DeleteAbandonedIn(string cache)
    {
        try
        {
            // PreCommit1 goes on with a layer that it had begun, or deletes it.
            bool mayGoOn = Directory.Exists(SectorFolder.LayerRecordsOf(cache));
            UnfinishedFiles.DeleteAbandoned(cache, name => name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)
                && !(mayGoOn && name.StartsWith(CacheFileNames.LayerPrefix, StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // One cache that cannot be read keeps the others of its path from nothing.
        }
    }

    /// <summary>Finishes interrupted changes of the maps of unsealed files that nobody has open.</summary>
    /// <returns>Files whose change cannot be finished, by full name, with what is wrong; one of them keeps no other sector from being used.</returns>
    public static IReadOnlyDictionary<string, string> FinishMaps(string root, SectorFileType type)
    {
        string folder = Path.Combine(root, type.FolderName()), fetching = Path.Combine(folder, SectorFolder.Fetching);
        Dictionary<string, string> unfinished = [];
        if (!Directory.Exists(fetching)) return unfinished;
        foreach (string journal in Directory.GetFiles(fetching, "*" + PartialFile.JournalSuffix))
        {
            string file = Path.Combine(folder, Path.GetFileNameWithoutExtension(journal));
            try
            {
                if (File.Exists(file)) PartialFile.RecoverAbandoned(file);
                else File.Delete(journal);
            }
            catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
            {
                unfinished[file] = $"has a change of its map that cannot be finished: {e.Message}";
            }
        }

        return unfinished;
    }

    /// <summary>
    /// The place for a download of an owner: with what a dead owner had received from one of the sources, where there is such a thing. Other
    /// left-overs of the same file go.
    /// </summary>
    /// <param name="owner">An owner in the <c>fetching</c> folder.</param>
    /// <param name="name">Name of the sector's file.</param>
    /// <param name="urls">The sources without secrets.</param>
    public static string TakeOverDownload(FolderOwner owner, string name, IReadOnlyCollection<string> urls)
    {
        string place = owner.NameOf(name, "");
        foreach (string left in DownloadsOf(Path.Combine(owner.Folder, name)))
        {
            string id = FolderOwner.IdIn(Path.GetFileName(left))!;
            // Held until it is renamed: of several heirs one gets it.
            using FolderOwner? dead = FolderOwner.TryTakeOver(owner.Folder, id, out _);
            if (dead is null) continue;
            bool fits = ResumeRecord.Read(left) is { } record && urls.Contains(record.Url) && ResumeRecord.Read(place) is null;
            if (!fits) SectorFolder.Delete(left);
            else Renaming.Replace(left, place);
            if (fits) ResumeRecord.Rename(left, place);
            else ResumeRecord.Delete(left);
        }

        return place;
    }

    /// <summary>Unfinished downloads of a sector's file, of any owner.</summary>
    /// <param name="place">The place without an owner, <see cref="SectorFolder.FetchingPlace"/>.</param>
    public static IEnumerable<string> DownloadsOf(string place)
    {
        string folder = Path.GetDirectoryName(place)!, name = Path.GetFileName(place);
        if (!Directory.Exists(folder)) return [];
        return Directory.GetFileSystemEntries(folder, name + ".*")
            .Where(entry => FolderOwner.IdIn(Path.GetFileName(entry)) is { } id && Path.GetFileName(entry) == $"{name}.{id}");
    }

    /// <summary>What is known of a cache's layers waits for as long as the cache does, and no longer.</summary>
    private static void DeleteOrphanedLayerRecords(string folder, string fetching)
    {
        if (!Directory.Exists(fetching)) return;
        string[] all = Directory.GetDirectories(fetching, "*" + SectorFolder.LayersSuffix);
        // By name, since a cache that cannot be looked at is not gone; and late, since another machine may just be making it.
        HashSet<string?> names = [.. Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName)];
        foreach (string records in all.Where(UnfinishedFiles.IsSurelyOld))
        {
            if (!names.Contains(Path.GetFileNameWithoutExtension(records))) SectorFolder.Delete(records);
        }
    }

    private static bool MayBeResumed(string entry)
    {
        string download = ResumeRecord.FileOf(entry) ?? entry;
        return ResumeRecord.Read(download) is not null && File.GetLastWriteTimeUtc(download) > DateTime.UtcNow - ResumeLimit
            && FolderOwner.IdIn(Path.GetFileName(download)) is not null;
    }
}
