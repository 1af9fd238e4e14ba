using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    private const int ReadWriteCloseOnExec = 0x80002, CreateOnly = 0x40 | 0x80, OwnerWritesAllRead = 0x1a4;
    private const int LockExclusive = 2, LockWithoutWaiting = 4, LockNone = 8;

    /// <summary>Opens a file that exists for reading and writing; children of this process do not inherit it.</summary>
    /// <returns>An invalid handle when it cannot be opened.</returns>
    internal static SafeFileHandle OpenFile(string path) => new(Open(path, ReadWriteCloseOnExec, 0), ownsHandle: true);

    /// <summary>Creates a file that must not exist, as <see cref="OpenFile"/> opens it.</summary>
    /// <returns>An invalid handle when it cannot be made.</returns>
    internal static SafeFileHandle CreateFile(string path) =>
        new(Open(path, ReadWriteCloseOnExec | CreateOnly, OwnerWritesAllRead), ownsHandle: true);

    /// <summary>
    /// Takes the exclusive lock of an open file at once, or fails with <see cref="LibcError.TryAgain"/> when another handle has a lock, of this
    /// process or of any other. Ends with the handle, so with the process however that ends.
    /// </summary>
    /// <remarks>Over NFS the file must be open for writing.</remarks>
    internal static bool TryLockExclusive(SafeFileHandle file) => FLock(file, LockExclusive | LockWithoutWaiting) == 0;

    /// <summary>
    /// Gives up the lock of an open file. Closing alone leaves it to a program that another thread is just starting, until that has closed its copy
    /// of the handle.
    /// </summary>
    internal static void Unlock(SafeFileHandle file) => _ = FLock(file, LockNone);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeHandle descriptor, int operation);
}
