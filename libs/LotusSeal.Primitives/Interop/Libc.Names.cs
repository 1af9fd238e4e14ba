using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    /// <summary>Gives an entry another name on the same mount, replacing a file, or an empty folder, of that name. Never copies.</summary>
    internal static bool TryRename(string from, string to) => Rename(from, to) == 0;

    /// <summary>Gives a file a second name, which must be free.</summary>
    internal static bool TryLink(string file, string name) => Link(file, name) == 0;

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}
