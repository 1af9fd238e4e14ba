using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>
/// What the system keeps of files in memory. A sector of 32 GiB has 450 GiB of files that PreCommit2 reads or writes once: kept, they push all else
/// out. All of it is advice: no answer of the system is an error, and where there is no Linux nothing is done.
/// </summary>
internal static class PageCache
{
    /// <summary>Asks for a range that is read soon, and does not wait for it.</summary>
    public static void Fetch(SafeFileHandle file, ulong offset, ulong length)
    {
        // No bytes would mean all that follows.
        if (length > 0 && OperatingSystem.IsLinux()) Libc.TryReadAhead(file, (long)offset, (long)length);
    }

    /// <summary>
    /// Lets go of a range that is not needed again. What is not on disk yet stays, and its writing begins. Pages lie in groups of up to 2 MiB and
    /// more, of which one that reaches beyond the range stays too.
    /// </summary>
    public static void Drop(SafeFileHandle file, ulong offset, ulong length)
    {
        if (length > 0 && OperatingSystem.IsLinux()) Libc.TryDropCache(file, (long)offset, (long)length);
    }

    /// <summary>Lets go of a whole file as <see cref="Drop(SafeFileHandle, ulong, ulong)"/> does of a range.</summary>
    public static void Drop(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux()) Libc.TryDropCache(file);
    }
}
