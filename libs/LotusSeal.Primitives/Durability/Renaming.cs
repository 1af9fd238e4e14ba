using LotusSeal.Primitives.Interop;

namespace LotusSeal.Primitives.Durability;

/// <summary>
/// Renames files and folders, and does nothing else: the framework's calls copy in silence when two names are on different mounts, under the final
/// name and unsynced, and then delete the source.
/// </summary>
/// <remarks>Only <c>rename</c> itself tells whether two names are on one mount: two mounts of one disk have one device number.</remarks>
public static class Renaming
{
    /// <summary>Renames, replacing a file of the new name. The folders are not synced.</summary>
    /// <exception cref="IOException">The names are on different mounts, or the disk refused; both names are as before.</exception>
    public static void Replace(string from, string to)
    {
        if (!TryReplace(from, to)) throw LibcError.OtherMount.ToException($"Cannot rename {from} to {to}");
    }

    /// <summary>Renames, replacing a file or an empty folder of the new name; a folder with content is not replaced.</summary>
    /// <returns>False when the names are on different mounts; nothing was changed.</returns>
    /// <exception cref="IOException">The disk refused; both names are as before.</exception>
    public static bool TryReplace(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
        {
            if (Directory.Exists(from)) Directory.Move(from, to);
            else File.Move(from, to, overwrite: true);
            return true;
        }

        if (Libc.TryRename(from, to)) return true;
        LibcError error = Libc.LastError;
        return error == LibcError.OtherMount ? false : throw error.ToException($"Cannot rename {from} to {to}");
    }

    /// <summary>True when a rename failed for what has the new name: a folder with content, or a file where a folder was to come.</summary>
    public static bool IsInTheWay(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new LibcError(error.HResult) is var number
            && (number == LibcError.NotEmpty || number == LibcError.Exists || number == LibcError.IsFolder || number == LibcError.NoFolder);
    }

    /// <summary>Renames a file to a name that must be free.</summary>
    /// <exception cref="IOException">The name is taken, or the disk refused; nothing was replaced.</exception>
    public static void CreateFile(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
        {
            File.Move(from, to, overwrite: false);
            return;
        }

        if (Libc.TryLink(from, to))
        {
            File.Delete(from);
            return;
        }

        // Some file systems give a file one name only; there the look before is all that can be done.
        LibcError error = Libc.LastError;
        if (error == LibcError.Exists || File.Exists(to)) throw error.ToException($"Cannot rename {from} to {to}");
        Replace(from, to);
    }
}
