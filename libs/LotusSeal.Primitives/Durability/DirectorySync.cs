using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Primitives.Durability;

/// <summary>Makes renames and deletions in a folder durable; the framework has no call for it.</summary>
internal static class DirectorySync
{
    /// <summary>Syncs the folder; does nothing where folders cannot be synced.</summary>
    public static void Flush(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        using SafeFileHandle folder = Libc.OpenFolder(directory);
        if (folder.IsInvalid) throw Libc.LastError.ToException($"Cannot open the folder {directory} to sync it");
        if (!Libc.TrySync(folder)) throw Libc.LastError.ToException($"Cannot sync the folder {directory}");
    }
}
