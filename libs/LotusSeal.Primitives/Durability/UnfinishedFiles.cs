using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Primitives.Durability;

/// <summary>Tells unfinished files that nobody holds from those that a living process writes, and deletes the former.</summary>
/// <remarks>
/// A file whose name carries the id of a dead <see cref="FolderOwner"/> is deleted. One that names no owner (as older builds and the reference name
/// them), or one whose owner cannot be looked at, is deleted when nothing in it was written for <see cref="SurelyOld"/> and no process has it
/// locked: a layer takes minutes, a replica or a copy of the largest sector some hours, and each writes all the time.
/// </remarks>
public static class UnfinishedFiles
{
    /// <summary>After this long without a write, a file of an unknown owner is taken for abandoned.</summary>
    public static readonly TimeSpan SurelyOld = TimeSpan.FromDays(1);

    /// <summary>
    /// Deletes the entries of a folder, files or folders with all that is in them, that end in one of the suffixes and that nobody holds; then the
    /// files of dead owners who have nothing left. What cannot be deleted, as on a read-only disk, stays for the next call.
    /// </summary>
    /// <param name="folder">May be missing.</param>
    /// <param name="suffixes">Ends of names of unfinished files.</param>
    /// <returns>Names of what was deleted, without owners' own files.</returns>
    public static IReadOnlyList<string> DeleteAbandoned(string folder, params string[] suffixes) =>
        DeleteAbandoned(folder, name => suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)));

    /// <inheritdoc cref="DeleteAbandoned(string, string[])"/>
    /// <param name="folder">May be missing.</param>
    /// <param name="selects">Tells by its name, without folder, whether an entry is an unfinished one.</param>
    public static IReadOnlyList<string> DeleteAbandoned(string folder, Func<string, bool> selects)
    {
        ArgumentNullException.ThrowIfNull(selects);
        List<string> deleted = [];
        if (!Directory.Exists(folder)) return deleted;
        Dictionary<string, List<string>> owned = [];
        foreach (string entry in Directory.GetFileSystemEntries(folder))
        {
            string name = Path.GetFileName(entry);
            if (FolderOwner.OwnerOfLockFile(name) is { } owner) owned.TryAdd(owner, []);
            else if (!selects(name)) continue;
            else if (FolderOwner.IdIn(name) is { } id) FilesOf(owned, id).Add(entry);
            else if (IsSurelyOld(entry) && TryDelete(entry)) deleted.Add(name);
        }

        foreach ((string id, List<string> files) in owned) DeleteOf(folder, id, files, deleted);
        return deleted;
    }

    /// <summary>True when nothing in a file or folder was written for <see cref="SurelyOld"/> and no process has the file locked.</summary>
    public static bool IsSurelyOld(string path)
    {
        try
        {
            return LastWrite(path) < DateTime.UtcNow - SurelyOld && !IsLocked(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or not to be looked at.
            return false;
        }
    }

    private static List<string> FilesOf(Dictionary<string, List<string>> owned, string id)
    {
        if (!owned.TryGetValue(id, out List<string>? files)) owned[id] = files = [];
        return files;
    }

    private static void DeleteOf(string folder, string id, List<string> files, List<string> deleted)
    {
        // Held while its files are deleted: nobody else takes them over meanwhile. Its own file goes when it is given back.
        using FolderOwner? dead = FolderOwner.TryTakeOver(folder, id, out OwnerState state);
        foreach (string file in files)
        {
            bool abandoned = dead is not null || (state != OwnerState.Living && IsSurelyOld(file));
            if (abandoned && TryDelete(file)) deleted.Add(Path.GetFileName(file));
        }
    }

    private static bool TryDelete(string path)
    {
        try
        {
            // A link is removed itself; what it points to belongs to somebody else.
            if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null) Directory.Delete(path, recursive: true);
            else File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The latest write to a file, or to a folder and anything in it.</summary>
    private static DateTime LastWrite(string path)
    {
        FileInfo entry = new(path);
        // One that went away at this moment has the date of a very old one.
        if (!entry.Exists && !Directory.Exists(path) && entry.LinkTarget is null) return DateTime.MaxValue;
        DateTime latest = entry.LastWriteTimeUtc;
        if (!Directory.Exists(path) || entry.LinkTarget is not null) return latest;
        foreach (string inside in Directory.EnumerateFileSystemEntries(path))
        {
            DateTime written = LastWrite(inside);
            if (written > latest) latest = written;
        }

        return latest;
    }

    // The framework locks what it opens, so that even a clock that jumped does not make a file old that is being written.
    private static bool IsLocked(string path)
    {
        if (!OperatingSystem.IsLinux() || Directory.Exists(path)) return false;
        using SafeFileHandle file = Libc.OpenFile(path);
        return !file.IsInvalid && !Libc.TryLockExclusive(file) && Libc.LastError == LibcError.TryAgain;
    }
}
