using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static unsafe partial class Libc
{
    private const int NoAccess = 0, ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22, IfFree = 0x100000, FromHugePool = 0x40000, HugeShiftBit = 26;
    private const int AdviseNotInChildren = 10, AdviseHugePages = 14, AdvisePopulateWrite = 23, AdviseCollapse = 25;
    private const int PreferredNode = 1, NodesOfMask = 64;

    // The C library has no function for it.
    private static nint MBind => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 235 : 237;

    /// <summary>Takes a range of addresses without memory behind it; touching it ends the process.</summary>
    /// <returns>Null when there are no more addresses.</returns>
    internal static void* ReserveAddresses(nuint length) => Map(null, length, NoAccess, PrivateAnonymous);

    /// <summary>Puts zeroed memory behind a part of reserved addresses, page by page when it is touched.</summary>
    internal static bool TryOpen(void* address, nuint length) => MProtect(address, length, ReadAndWrite) == 0;

    /// <summary>
    /// Puts pages out of the pool of huge pages (hugetlbfs) behind a part of reserved addresses; children do not get them. The pool keeps them for
    /// this range, but a limit of a control group may count them only when they are touched, and then ends the process with SIGBUS: so
    /// <see cref="TryPopulate"/> has to follow.
    /// </summary>
    /// <param name="address">A multiple of the page.</param>
    /// <param name="length">A multiple of the page.</param>
    /// <param name="pageShift">Log2 of the bytes of a page.</param>
    /// <returns>False when too few are free, or the system has none of this size. These addresses are given back then, since a call that replaces
    /// what was there may fail when that is gone, and another thread may have taken them.</returns>
    internal static bool TryMapHugePages(void* address, nuint length, int pageShift)
    {
        Unmap(address, length);
        void* mapped = Map(address, length, ReadAndWrite, PrivateAnonymous | IfFree | FromHugePool | (pageShift << HugeShiftBit));
        if (mapped == address && MAdvise(address, length, AdviseNotInChildren) == 0) return true;
        if (mapped != null) Unmap(mapped, length);
        return false;
    }

    /// <summary>Makes all pages of a range present, as if each was written to; a page that cannot be had is an error and no signal.</summary>
    /// <returns>False also before Linux 5.14, which has no such call.</returns>
    internal static bool TryPopulate(void* address, nuint length) => MAdvise(address, length, AdvisePopulateWrite) == 0;

    /// <summary>Gives back memory and addresses.</summary>
    internal static void Unmap(void* address, nuint length) => _ = MUnmap(address, length);

    /// <summary>Asks for transparent huge pages behind a range; a refusal costs speed only.</summary>
    internal static bool TryAdviseHugePages(void* address, nuint length) => MAdvise(address, length, AdviseHugePages) == 0;

    /// <summary>
    /// Asks for memory of a node behind a range of whole pages, whoever touches it first; a refusal, as containers have it, costs speed only.
    /// </summary>
    internal static bool TryPreferNode(void* address, nuint length, int node)
    {
        // The kernel takes one bit less than it is told.
        if (node is < 0 or >= NodesOfMask - 1) return false;
        ulong mask = 1UL << node;
        return BindMemory(MBind, address, length, PreferredNode, &mask, NodesOfMask, 0) == 0;
    }

    /// <summary>Makes transparent huge pages of a range now, whatever the system's setting is; each of them needs a page that is present.</summary>
    /// <returns>False when some could not be made, and before Linux 6.1, which has no such call.</returns>
    internal static bool TryCollapse(void* address, nuint length) => MAdvise(address, length, AdviseCollapse) == 0;

    /// <summary>Gives free memory of the allocator back to the system; other C libraries than glibc have no such call and need none.</summary>
    internal static void TryTrim()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (TypeLoadException)
        {
            // No such call, or no such library.
        }
    }

    private static void* Map(void* address, nuint length, int access, int kind)
    {
        void* mapped = MMap(address, length, access, kind, -1, 0);
        return (nint)mapped == -1 ? null : mapped;
    }

    [LibraryImport(Library, EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint BindMemory(nint number, void* address, nuint length, nint mode, ulong* nodes, nint nodesOfMask, nint flags);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdvise(void* address, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    private static partial void* MMap(void* address, nuint length, int access, int kind, int file, nint offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmap(void* address, nuint length);

    [LibraryImport(Library, EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(void* address, nuint length, int access);
}
