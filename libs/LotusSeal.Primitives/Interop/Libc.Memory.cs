using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static unsafe partial class Libc
{
    private const int AdviseHugePages = 14;

    /// <summary>Asks for huge pages behind a range; a refusal costs speed only.</summary>
    internal static bool TryAdviseHugePages(void* address, nuint length) => MAdvise(address, length, AdviseHugePages) == 0;

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

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdvise(void* address, nuint length, int advice);
}
