using LotusSeal.Lotus.Types;
using LotusSeal.Sealing;

namespace LotusSeal.Storage;

/// <summary>Where sector files lie in a storage path, and how they are removed and put in place (protocol spec 5.1).</summary>
public static class SectorFolder
{
    /// <summary>Folder for unfinished files inside each type folder; every Lotus program skips it when it lists sectors.</summary>
    public const string Fetching = "fetching";

    /// <summary>End of the names of unfinished copies; a crash leaves them, the next open removes them.</summary>
    public const string MovingSuffix = ".moving";

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
        else File.Delete(path);
    }

    /// <summary>Renames a finished file or folder into place, replacing what is there, and makes the names durable. Same file system only.</summary>
    public static void Place(string finished, string destination)
    {
        Delete(destination);
        if (Directory.Exists(finished)) Directory.Move(finished, destination);
        else File.Move(finished, destination);
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
    /// <exception cref="StorageException">An entry is no sector; the message names it.</exception>
    public static IReadOnlyList<SectorId> List(string root, SectorFileType type)
    {
        string folder = Path.Combine(root, type.FolderName());
        List<SectorId> sectors = [];
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(entry);
            if (name == Fetching) continue;
            if (!SectorId.TryParse(name, out SectorId sector))
                throw new StorageException($"{entry} is no sector file (expected s-t0MINER-NUMBER); move it out of the storage path.");
            sectors.Add(sector);
        }

        return sectors;
    }

    /// <summary>Removes what an interrupted move left in the <c>fetching</c> folder; resumable downloads stay.</summary>
    internal static void CleanFetching(string root, SectorFileType type)
    {
        string folder = Path.Combine(root, type.FolderName(), Fetching);
        if (!Directory.Exists(folder)) return;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (entry.EndsWith(MovingSuffix, StringComparison.Ordinal) || entry.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)) Delete(entry);
        }
    }
}
