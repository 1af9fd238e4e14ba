using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Primitives.Interop;

namespace LotusSeal.Storage;

/// <summary>Where sector files lie in a storage path, and how they are removed and put in place (protocol spec 5.1).</summary>
public static class SectorFolder
{
    /// <summary>Folder for unfinished files inside each type folder; every Lotus program skips it when it lists sectors.</summary>
    public const string Fetching = "fetching";

    /// <summary>End of the names of unfinished copies, behind the id of their owner.</summary>
    public const string MovingSuffix = ".moving";

    /// <summary>Folder beside the type folders for what an unsealing writes until it ends, each under the id of its owner.</summary>
    public const string UnsealScratch = "unseal-scratch";

    private const string OwnPrefix = ".lotusseal-";

    /// <summary>
    /// End of the name of a folder <c>fetching/NAME.layers</c>: what a worker knows of the layers in the cache of that name. It belongs to that cache
    /// alone and goes when the cache goes or another takes its place.
    /// </summary>
    public const string LayersSuffix = ".layers";

    /// <summary><c>PATH/TYPE/s-t0MINER-NUMBER</c>.</summary>
    public static string FileOf(string root, SectorFileType type, SectorId sector) => Path.Combine(root, type.FolderName(), sector.ToString());

    /// <summary>
    /// The place of a file that is not whole yet: <c>PATH/TYPE/fetching/NAME</c>, to which the writer adds the id of its owner; the folder is
    /// created.
    /// </summary>
    public static string FetchingPlace(string file)
    {
        string folder = FetchingFolder(file);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Path.GetFileName(file));
    }

    /// <summary>True when two names lead to one file or folder, by links or mounts; false when one of them is not there.</summary>
    internal static bool IsSame(string first, string second) =>
        Libc.TryStatTarget(first, out StatXResult one) && Libc.TryStatTarget(second, out StatXResult other) && one.IsSameEntry(other);

    /// <summary>True when nothing has this name; false too when that cannot be told.</summary>
    internal static bool IsGone(string path) => OperatingSystem.IsLinux() ? !Libc.TryStat(path, out _) && Libc.LastError == LibcError.NoSuchFile
        : !Exists(path);

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
        ForgetLayers(path);
    }

    /// <summary>
    /// Renames a finished file or folder into place, replacing what is there, and makes the names durable. Only on one mount, which is not the
    /// same as one disk.
    /// </summary>
    /// <returns>False when the two places are on different mounts; nothing was changed.</returns>
    public static bool TryPlace(string finished, string destination)
    {
        bool file = File.Exists(finished);
        try
        {
            if (!Renaming.TryReplace(finished, destination)) return false;
        }
        catch (IOException e) when (Renaming.IsInTheWay(e))
        {
            // A rename replaces a file by a file; here a folder is on one side, and both are on one mount.
            Delete(destination);
            Renaming.Replace(finished, destination);
        }

        if (file) PartialFile.ForgetJournal(destination);
        ForgetLayers(finished);
        ForgetLayers(destination);
        AtomicFile.FlushFolder(Path.GetDirectoryName(destination)!);
        string from = Path.GetDirectoryName(finished)!;
        if (Directory.Exists(from)) AtomicFile.FlushFolder(from);
        return true;
    }

    /// <summary><see cref="TryPlace"/> between folders that belong together.</summary>
    /// <exception cref="IOException">The disk refused, or something is mounted between the two folders.</exception>
    public static void Place(string finished, string destination)
    {
        if (!TryPlace(finished, destination))
            throw new IOException($"{finished} cannot be renamed to {destination}: they are on different mounts");
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
            if (name == Fetching || IsOwn(name)) continue;
            if (SectorId.TryParse(name, out SectorId sector)) sectors.Add(sector);
            else strangers.Add(entry);
        }

        return sectors;
    }

    /// <summary>True for the names of files of this program, which no program that asks for a sector's files is given.</summary>
    internal static bool IsOwn(string name) =>
        name.StartsWith(OwnPrefix, StringComparison.Ordinal) || name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)
        || name.EndsWith(MovingSuffix, StringComparison.Ordinal);

    /// <summary>The <c>fetching</c> folder beside a sector's file, whether it is there or not.</summary>
    internal static string FetchingFolder(string file) => Path.Combine(Path.GetDirectoryName(file)!, Fetching);

    /// <summary>Where what a worker knows of the layers of a cache is, whether there is any or not.</summary>
    internal static string LayerRecordsOf(string cache) =>
        Path.Combine(Path.GetDirectoryName(cache) ?? cache, Fetching, Path.GetFileName(cache) + LayersSuffix);

    /// <summary>Removes what is known of the layers of a cache that goes, or whose place another takes.</summary>
    private static void ForgetLayers(string path)
    {
        string records = LayerRecordsOf(path);
        if (Directory.Exists(records)) Directory.Delete(records, recursive: true);
    }
}
