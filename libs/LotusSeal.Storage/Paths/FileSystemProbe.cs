using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LotusSeal.Storage;

/// <summary>Space of the file system that holds a folder, bytes.</summary>
/// <param name="Identity">Equal for folders on the same file system.</param>
/// <param name="Capacity">Size of the file system.</param>
/// <param name="Available">Free for this user.</param>
public readonly record struct FileSystemSpace(string Identity, long Capacity, long Available);

/// <summary>Asks the operating system about space; replaced in tests that need a full disk.</summary>
public interface IFileSystemProbe
{
    /// <summary>Space of the file system below a folder.</summary>
    /// <exception cref="IOException">The folder is not there.</exception>
    FileSystemSpace Space(string folder);

    /// <summary>Bytes that a file, or a folder with all it holds, takes on disk; holes count nothing, a missing entry is 0.</summary>
    long DiskUsage(string path);
}

/// <summary><see cref="IFileSystemProbe"/> over statfs and statx.</summary>
public sealed class FileSystemProbe : IFileSystemProbe
{
    /// <inheritdoc/>
    public FileSystemSpace Space(string folder)
    {
        if (!TryStat(folder, out StatXResult stat))
            throw new DirectoryNotFoundException($"{folder}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        DriveInfo drive = new(folder);
        return new FileSystemSpace($"{stat.DeviceMajor}:{stat.DeviceMinor}", drive.TotalSize, drive.AvailableFreeSpace);
    }

    /// <inheritdoc/>
    public long DiskUsage(string path)
    {
        if (!TryStat(path, out StatXResult stat)) return 0;
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

    private static bool TryStat(string path, out StatXResult stat) =>
        Libc.StatX(Libc.CurrentDirectory, path, Libc.StatxNoFollow, Libc.StatxBasic, out stat) == 0;
}
