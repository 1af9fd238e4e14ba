using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Files that are there whole or not at all, also after a power cut.</summary>
internal static partial class AtomicFile
{
    /// <summary>Writes and replaces: temporary name, sync, rename, sync of the folder.</summary>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(path, async stream => await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false));

    /// <summary>As above with a writer; nothing is left behind when it fails.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        // Always the same name, so that a killed run's left-over is overwritten by the next.
        string temporary = path + ".tmp";
        try
        {
            FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        const int readOnly = 0;
        int descriptor = Open(folder, readOnly);
        if (descriptor < 0) throw new IOException($"Cannot open the folder '{folder}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        int result = FSync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0) throw new IOException($"Cannot sync the folder '{folder}': {new Win32Exception(error).Message}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
