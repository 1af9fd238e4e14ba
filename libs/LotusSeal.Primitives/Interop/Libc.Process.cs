using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    private const int ParentDeathSignal = 1, Kill = 9;

    /// <summary>
    /// Asks for the end of this process when the thread that started it ends, however that ends. One that has ended already is not noticed.
    /// </summary>
    internal static bool TryDieWithParent() => ProcessControl(ParentDeathSignal, Kill, 0, 0, 0) == 0;

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    /// <summary>Ends the process at once: no handler, no finalizer and no flush runs, and no thread is waited for.</summary>
    [DoesNotReturn]
    [LibraryImport(Library, EntryPoint = "_exit")]
    internal static partial void Exit(int code);
}
