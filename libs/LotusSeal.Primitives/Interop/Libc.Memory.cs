using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static unsafe partial class Libc
{
    private const int AdviseHugePages = 14, PreferredNode = 1, NodesOfMask = 64;

    // The C library has no function for it.
    private static nint MBind => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 235 : 237;

    /// <summary>Asks for huge pages behind a range; a refusal costs speed only.</summary>
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

    [LibraryImport(Library, EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint BindMemory(nint number, void* address, nuint length, nint mode, ulong* nodes, nint nodesOfMask, nint flags);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdvise(void* address, nuint length, int advice);
}
