using LotusSeal.Primitives.Interop;

namespace LotusSeal.Storage;

/// <summary><see cref="IFileSystemProbe"/> over statfs and statx.</summary>
public sealed class FileSystemProbe : IFileSystemProbe
{
    private const int TypeMask = 0xf000, Folder = 0x4000, Link = 0xa000;

    /// <inheritdoc/>
    public FileSystemSpace Space(string folder)
    {
        if (!TryStatTarget(ref folder, out StatXResult stat)) throw new DirectoryNotFoundException($"{folder}: {Libc.LastError.Message}");
        DriveInfo drive = new(folder);
        return new FileSystemSpace($"{stat.DeviceMajor}:{stat.DeviceMinor}", drive.TotalSize, drive.AvailableFreeSpace);
    }

    /// <inheritdoc/>
    public long DiskUsage(string path) => DiskUsage(path, []);

    /// <param name="path">File, folder or link.</param>
    /// <param name="counted">Device and inode of what is in the sum already: a link may lead back, and two names may be one file.</param>
    private static long DiskUsage(string path, HashSet<(uint, uint, ulong)> counted)
    {
        if (!TryStatTarget(ref path, out StatXResult stat) || !counted.Add((stat.DeviceMajor, stat.DeviceMinor, stat.Inode))) return 0;
        long sum = (long)stat.Blocks512 * 512;
        if ((stat.Mode & TypeMask) != Folder) return sum;
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(path)) sum += DiskUsage(entry, counted);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed meanwhile: what is gone takes nothing.
        }

        return sum;
    }

    /// <summary>Reads what a name leads to; behind a link the name becomes that of its end. A link that leads nowhere is not there.</summary>
    private static bool TryStatTarget(ref string path, out StatXResult stat)
    {
        if (!Libc.TryStat(path, out stat)) return false;
        if ((stat.Mode & TypeMask) != Link) return true;
        try
        {
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            // It leads round in a circle.
            return false;
        }

        return Libc.TryStat(path, out stat);
    }
}
