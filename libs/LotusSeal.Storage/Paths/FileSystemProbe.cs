using LotusSeal.Primitives.Interop;

namespace LotusSeal.Storage;

/// <summary><see cref="IFileSystemProbe"/> over statfs and statx.</summary>
public sealed class FileSystemProbe : IFileSystemProbe
{
    /// <inheritdoc/>
    public FileSystemSpace Space(string folder)
    {
        if (!Libc.TryStat(folder, out StatXResult stat)) throw new DirectoryNotFoundException($"{folder}: {Libc.LastError.Message}");
        DriveInfo drive = new(folder);
        return new FileSystemSpace($"{stat.DeviceMajor}:{stat.DeviceMinor}", drive.TotalSize, drive.AvailableFreeSpace);
    }

    /// <inheritdoc/>
    public long DiskUsage(string path)
    {
        if (!Libc.TryStat(path, out StatXResult stat)) return 0;
        long sum = (long)stat.Blocks512 * 512;
        if ((stat.Mode & 0xf000) != 0x4000) return sum;
        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(path)) sum += DiskUsage(entry);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed meanwhile: what is gone takes nothing.
        }

        return sum;
    }
}
