using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static unsafe partial class Libc
{
    private const int AdviseHugePages = 14;

    /// <summary>Asks for huge pages behind a range; a refusal costs speed only.</summary>
    internal static bool TryAdviseHugePages(void* address, nuint length) => MAdvise(address, length, AdviseHugePages) == 0;

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdvise(void* address, nuint length, int advice);
}
