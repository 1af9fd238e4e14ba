using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Storage.Tests;

public sealed partial class PageCacheTests : IDisposable
{
    private const int NoWait = 8, TryAgain = 11, NotSupported = 95;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_synced_copy_is_no_longer_in_memory_when_it_is_read_back()
    {
        string path = _folder["copy"];
        if (!OperatingSystem.IsLinux() || new DriveInfo(_folder.Path).DriveFormat == "tmpfs") Assert.Skip("the folder for temporary files is not on a disk");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.Write(file, Sectors.Bytes(4 << 20), 0);
        RandomAccess.FlushToDisk(file);
        int before = ReadFromMemory(file);
        if (before == -NotSupported) Assert.Skip("the file system cannot tell what is in memory");
        Assert.True(before > 0, $"a file that was just written is not in memory: {before}");
        VerifiedCopy.DropFromMemory(file);
        Assert.Equal(-TryAgain, ReadFromMemory(file));
    }

    /// <summary>Bytes that a read gets without asking the disk, or the negative number of an error.</summary>
    private static unsafe int ReadFromMemory(SafeFileHandle file)
    {
        byte* buffer = stackalloc byte[4096];
        Range range = new() { Address = (nint)buffer, Length = 4096 };
        nint read = Read(file, in range, 1, 1 << 20, NoWait);
        return read < 0 ? -Marshal.GetLastPInvokeError() : (int)read;
    }

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, in Range range, int count, long offset, int flags);

    private struct Range
    {
        public nint Address;
        public nint Length;
    }
}
