using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Durability;

/// <summary>Makes renames and deletions in a folder durable; the framework has no call for it.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>Syncs the folder; does nothing where folders cannot be synced.</summary>
    public static void Flush(string directory)
    {
        if (!OperatingSystem.IsLinux()) return;
        int descriptor = Open(directory, ReadOnlyCloseOnExec);
        if (descriptor < 0) throw new IOException($"Cannot open the folder {directory} to sync it: {Marshal.GetLastPInvokeErrorMessage()}.");
        int result = Sync(descriptor);
        string error = Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (result != 0) throw new IOException($"Cannot sync the folder {directory}: {error}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
