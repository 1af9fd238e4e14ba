using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>Where sector files lie in a storage path, and how they are removed and put in place (protocol spec 5.1).</summary>
public static class SectorFolder
{
    /// <summary>Folder for unfinished files inside each type folder; every Lotus program skips it when it lists sectors.</summary>
    public const string Fetching = "fetching";

    /// <summary>End of the names of unfinished copies; a crash leaves them, the next open removes them.</summary>
    public const string MovingSuffix = ".moving";

    // Nobody comes back for an older download; its space is wanted.
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromDays(7);

    /// <summary><c>PATH/TYPE/s-t0MINER-NUMBER</c>.</summary>
    public static string FileOf(string root, SectorFileType type, SectorId sector) => Path.Combine(root, type.FolderName(), sector.ToString());

    /// <summary>The temporary place of a file that is being fetched: <c>PATH/TYPE/fetching/NAME</c>; the folder is created.</summary>
    public static string FetchingPlace(string file)
    {
        string folder = Path.Combine(Path.GetDirectoryName(file)!, Fetching);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Path.GetFileName(file));
    }

    /// <summary>True when a file or folder has this path.</summary>
    public static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    /// <summary>Removes a file, or a folder with all it holds; nothing happens when it is not there.</summary>
    public static void Delete(string path)
    {
        FileInfo entry = new(path);
        // A link is removed itself; what it points to belongs to somebody else.
        if (Directory.Exists(path) && entry.LinkTarget is null) Directory.Delete(path, recursive: true);
        else if (File.Exists(path) || entry.LinkTarget is not null) File.Delete(path);
        PartialFile.ForgetJournal(path);
    }

    /// <summary>Renames a finished file or folder into place, replacing what is there, and makes the names durable. Same file system only.</summary>
    public static void Place(string finished, string destination)
    {
        if (File.Exists(finished) && !Directory.Exists(destination))
        {
            File.Move(finished, destination, overwrite: true);
            PartialFile.ForgetJournal(destination);
        }
        else
        {
            Delete(destination);
            Directory.Move(finished, destination);
        }

        AtomicFile.FlushFolder(Path.GetDirectoryName(destination)!);
        string from = Path.GetDirectoryName(finished)!;
        if (Directory.Exists(from)) AtomicFile.FlushFolder(from);
    }

    /// <summary>Makes a file, or every file of a folder and its names, durable.</summary>
    public static void Flush(string path)
    {
        if (File.Exists(path))
        {
            AtomicFile.FlushFile(path);
            return;
        }

        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)) AtomicFile.FlushFile(file);
        AtomicFile.FlushFolder(path);
    }

    /// <summary>The sectors of one type folder.</summary>
    /// <param name="root">The storage path.</param>
    /// <param name="type">A single type.</param>
    /// <param name="strangers">Takes the full names of entries that are no sector.</param>
    public static IReadOnlyList<SectorId> List(string root, SectorFileType type, ICollection<string> strangers)
    {
        ArgumentNullException.ThrowIfNull(strangers);
        List<SectorId> sectors = [];
        foreach (string entry in Directory.EnumerateFileSystemEntries(Path.Combine(root, type.FolderName())))
        {
            string name = Path.GetFileName(entry);
            if (name == Fetching) continue;
            if (SectorId.TryParse(name, out SectorId sector)) sectors.Add(sector);
            else strangers.Add(entry);
        }

        return sectors;
    }

    /// <summary>
    /// Removes what an interrupted move left in the <c>fetching</c> folder and finishes interrupted map changes; downloads of the last days stay to
    /// be resumed.
    /// </summary>
    internal static void CleanFetching(string root, SectorFileType type)
    {
        string folder = Path.Combine(root, type.FolderName(), Fetching);
        if (!Directory.Exists(folder)) return;
        foreach (string entry in Directory.GetFileSystemEntries(folder))
        {
            bool dead = entry.EndsWith(MovingSuffix, StringComparison.Ordinal)
                || entry.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal);
            if (dead || File.GetLastWriteTimeUtc(entry) < DateTime.UtcNow - ResumeLimit) Delete(entry);
            else if (entry.EndsWith(PartialFile.JournalSuffix, StringComparison.Ordinal)) FinishMap(root, type, entry);
        }
    }

    private static void FinishMap(string root, SectorFileType type, string journal)
    {
        string file = Path.Combine(root, type.FolderName(), Path.GetFileNameWithoutExtension(journal));
        if (File.Exists(file)) PartialFile.Recover(file);
        else File.Delete(journal);
    }
}
