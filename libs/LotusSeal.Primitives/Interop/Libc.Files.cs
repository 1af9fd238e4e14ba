using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    private const int ReadOnlyCloseOnExec = 0x80000, PunchHoleKeepSize = 0x01 | 0x02, AdviseSoonNeeded = 3, AdviseNotNeeded = 4;
    private const int CurrentDirectory = -100, StatxNoFollow = 0x100, StatxOfHandle = 0x1000;
    private const uint StatxBasic = 0x7ff, CloneFileRange = 0x4020940d;

    /// <summary>Opens a folder, which the framework refuses to do.</summary>
    /// <returns>An invalid handle when it cannot be opened.</returns>
    internal static SafeFileHandle OpenFolder(string path) => new(Open(path, ReadOnlyCloseOnExec), ownsHandle: true);

    /// <summary>Makes what a handle names durable.</summary>
    internal static bool TrySync(SafeFileHandle handle) => FSync(handle) == 0;

    /// <summary>Gives a range of a file back to the file system; it reads as zeros, and the file keeps its length.</summary>
    internal static bool TryPunchHole(SafeFileHandle file, long offset, long length) => FAllocate(file, PunchHoleKeepSize, offset, length) == 0;

    /// <summary>Drops the pages of a file from memory, those excepted that are not on disk yet; the next read asks the disk.</summary>
    /// <returns>False when the file system has no such thing.</returns>
    internal static bool TryDropCache(SafeFileHandle file) => TryDropCache(file, 0, 0);

    /// <summary>As <see cref="TryDropCache(SafeFileHandle)"/> for a range; of what is not on disk yet the writing begins.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Bytes; 0 for all from there.</param>
    /// <returns>False when the file system has no such thing.</returns>
    internal static bool TryDropCache(SafeFileHandle file, long offset, long length) => FAdvise(file, offset, length, AdviseNotNeeded) == 0;

    /// <summary>Begins to read a range of a file into memory and does not wait for it.</summary>
    internal static bool TryReadAhead(SafeFileHandle file, long offset, long length) => FAdvise(file, offset, length, AdviseSoonNeeded) == 0;

    /// <summary>
    /// Lets a file share the blocks of another one's first bytes (FICLONERANGE); each keeps its content when the other one is written. Takes as long
    /// for much as for little.
    /// </summary>
    /// <param name="from">Open for reading.</param>
    /// <param name="length">Bytes from the begin: whole blocks, or all of the file.</param>
    /// <param name="to">Open for writing; gets them at its begin.</param>
    /// <returns>False where the file system has no such thing, or the files lie on different ones.</returns>
    internal static unsafe bool TryClone(SafeFileHandle from, long length, SafeFileHandle to)
    {
        bool held = false;
        try
        {
            from.DangerousAddRef(ref held);
            CloneRange range = new() { Source = from.DangerousGetHandle(), Length = (ulong)length };
            return Control(to, CloneFileRange, &range) == 0;
        }
        finally
        {
            if (held) from.DangerousRelease();
        }
    }

    /// <summary>What the file system knows of an entry; a link is not followed.</summary>
    internal static bool TryStat(string path, out StatXResult result) => StatX(CurrentDirectory, path, StatxNoFollow, StatxBasic, out result) == 0;

    /// <summary>What the file system knows of an open file.</summary>
    internal static bool TryStat(SafeFileHandle file, out StatXResult result)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return StatX((int)file.DangerousGetHandle(), "", StatxOfHandle, StatxBasic, out result) == 0;
        }
        finally
        {
            if (held) file.DangerousRelease();
        }
    }

    /// <summary>What the file system knows of the entry that a name leads to; links are followed.</summary>
    internal static bool TryStatTarget(string path, out StatXResult result) => StatX(CurrentDirectory, path, 0, StatxBasic, out result) == 0;

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeHandle descriptor);

    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    private static partial int FAdvise(SafeHandle descriptor, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FAllocate(SafeHandle descriptor, int mode, long offset, long length);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int Control(SafeHandle descriptor, nuint request, void* argument);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, out StatXResult result);

    /// <summary>The kernel's <c>struct file_clone_range</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CloneRange
    {
        internal long Source;
        internal ulong SourceOffset, Length, TargetOffset;
    }
}
