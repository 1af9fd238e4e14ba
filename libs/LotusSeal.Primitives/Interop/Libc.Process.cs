using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    /// <summary>Ends the process at once: no handler, no finalizer and no flush runs, and no thread is waited for.</summary>
    [DoesNotReturn]
    [LibraryImport(Library, EntryPoint = "_exit")]
    internal static partial void Exit(int code);
}
