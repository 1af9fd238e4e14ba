using LotusSeal.Hosting;
using LotusSeal.Primitives.Durability;
using LotusSeal.Primitives.Interop;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Where data of a sector folder may be written: any file but the sector's own, however it is spelled.</summary>
internal static class OutputFile
{
    private const int TypeMask = 0xf000, RegularFile = 0x8000;

    /// <summary>The file to write beside a sector folder, links resolved.</summary>
    /// <inheritdoc cref="Require(string, IReadOnlyCollection{string}, IReadOnlyCollection{string})"/>
    public static string Require(string path, OfflineSectorFolder folder) =>
        Require(path, [.. folder.Files], [folder.Cache, folder.UpdateCache, folder.Scratch]);

    /// <summary>The file to write, links resolved.</summary>
    /// <param name="path">As it was given.</param>
    /// <param name="files">The sector's files; they need not be there.</param>
    /// <param name="folders">The sector's folders, every file in which is its own.</param>
    /// <exception cref="UsageException">It is a folder.</exception>
    /// <exception cref="CommandException">It is one of the sector's own files, also by way of a link, or no regular file.</exception>
    public static string Require(string path, IReadOnlyCollection<string> files, IReadOnlyCollection<string> folders)
    {
        if (Directory.Exists(path)) throw new UsageException($"--out: '{path}' is a folder, not a file.");
        if (OperatingSystem.IsLinux() && Libc.TryStatTarget(path, out StatXResult found) && (found.Mode & TypeMask) != RegularFile)
            throw new CommandException($"--out: '{path}' is no regular file; the bytes are checked before they get their name, which needs one.");
        string target = Resolve(path);
        // The bytes are written under this name first.
        foreach (string name in (string[])[target, target + AtomicFile.TemporarySuffix])
        {
            if (OwnFile(name, files, folders) is { } own)
                throw new CommandException($"--out: '{path}' is '{own}', a file of the sector itself; write to another file.");
        }

        return target;
    }

    private static string Resolve(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }
        catch (IOException e)
        {
            throw new CommandException($"--out: '{path}' cannot be written: {e.Message}", e);
        }
    }

    private static string? OwnFile(string name, IReadOnlyCollection<string> files, IReadOnlyCollection<string> folders)
    {
        string parent = Path.GetDirectoryName(name)!;
        if (folders.Any(folder => IsSame(parent, folder))) return name;
        IEnumerable<string> all = files.Concat(folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles)).Select(Path.GetFullPath);
        return all.FirstOrDefault(file => IsSame(name, file)
            || (Path.GetFileName(file) == Path.GetFileName(name) && IsSame(parent, Path.GetDirectoryName(file)!)));
    }

    /// <summary>Whether two names lead to one entry: by device and inode, which every spelling and link has in common.</summary>
    private static bool IsSame(string one, string other)
    {
        if (string.Equals(one, other, StringComparison.Ordinal)) return true;
        return OperatingSystem.IsLinux() && Libc.TryStatTarget(one, out StatXResult a) && Libc.TryStatTarget(other, out StatXResult b)
            && a.IsSameEntry(b);
    }
}
