using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>Files that can be changed where they lie without anybody else seeing it.</summary>
internal static class SoleFile
{
    /// <summary>Opens a file for reading and writing: a regular one that has no other name and is reached through no link.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do meanwhile; who has it open otherwise, in any process of this program, refuses it.</param>
    /// <returns>Null when it is none, or cannot be opened so.</returns>
    public static SafeFileHandle? TryOpen(string path, FileShare share)
    {
        if (!OperatingSystem.IsLinux()) return null;
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, share);
            if (IsNamed(path, file) && Libc.TryStat(file, out StatXResult found) && found.IsRegularFile && found.Links == 1) return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Read-only, in use, or gone.
        }
        file?.Dispose();
        return null;
    }

    /// <summary>True while a name itself, and no link of that name, is the open file's.</summary>
    public static bool IsNamed(string path, SafeFileHandle file) =>
        Libc.TryStat(path, out StatXResult named) && Libc.TryStat(file, out StatXResult opened) && named.IsSameEntry(opened);
}
