using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Tells what of a file lies in memory.</summary>
internal static unsafe partial class CachedPages
{
    private const int ReadOnly = 1, Shared = 1;

    /// <summary>Bytes of a file whose pages are in memory, whole pages counted.</summary>
    public static long Of(string path) => Of(path, 0, new FileInfo(path).Length);

    /// <summary>The same for a range that begins at a page.</summary>
    public static long Of(string path, long offset, long length)
    {
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        void* start = Map(null, (nuint)length, ReadOnly, Shared, file, (nint)offset);
        Assert.NotEqual(-1, (nint)start);
        try
        {
            byte[] pages = new byte[(length + Environment.SystemPageSize - 1) / Environment.SystemPageSize];
            fixed (byte* present = pages) Assert.Equal(0, InCore(start, (nuint)length, present));
            return pages.LongCount(page => (page & 1) != 0) * Environment.SystemPageSize;
        }
        finally
        {
            Unmap(start, (nuint)length);
        }
    }

    /// <summary>Skips a test where files are in memory by their nature.</summary>
    public static void NeedDisk(string folder)
    {
        if (!OperatingSystem.IsLinux() || new DriveInfo(folder).DriveFormat is "tmpfs" or "ramfs" or "overlay")
            Assert.Skip("the folder for temporary files is not on a disk");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int access, int kind, SafeFileHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(void* address, nuint length, byte* pages);
}
