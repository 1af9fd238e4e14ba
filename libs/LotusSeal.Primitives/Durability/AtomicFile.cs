using System.Text;

namespace LotusSeal.Primitives.Durability;

/// <summary>
/// Writes files so that a crash leaves the old content or the new one, never a mixture: temporary name, fsync, rename, fsync of the folder.
/// </summary>
public static class AtomicFile
{
    /// <summary>Marks names that a crash may leave behind; such files hold nothing that anyone waits for.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Replaces <paramref name="path"/> with <paramref name="content"/>.</summary>
    /// <param name="path">Target; its folder must exist.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="mode">Permissions of the new file, or null for the default; secrets want owner only.</param>
    /// <exception cref="IOException">Nothing was replaced.</exception>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new IOException($"{path} names no file.");
        string temporary = $"{full}.{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
            using (FileStream stream = new(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            Renaming.Replace(temporary, full);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushFolder(folder);
    }

    /// <summary>Replaces <paramref name="path"/> with text in UTF-8 without byte order mark.</summary>
    /// <inheritdoc cref="WriteAllBytes"/>
    public static void WriteAllText(string path, string content, UnixFileMode? mode = null) =>
        WriteAllBytes(path, Encoding.UTF8.GetBytes(content), mode);

    /// <summary>Replaces <paramref name="path"/> with content in memory.</summary>
    /// <inheritdoc cref="WriteAsync(string, Func{Stream, Task})"/>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(path, async stream => await stream.WriteAsync(content, cancellationToken));

    /// <summary>Replaces <paramref name="path"/> with what <paramref name="write"/> writes; nothing is left behind when it fails.</summary>
    /// <remarks>The temporary name is always the same, so that a killed run's left-over is overwritten by the next; one writer at a time.</remarks>
    /// <exception cref="IOException">Nothing was replaced.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new IOException($"{path} names no file.");
        string temporary = full + TemporarySuffix;
        try
        {
            FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
            await using (stream)
            {
                await write(stream);
                await stream.FlushAsync(CancellationToken.None);
                stream.Flush(flushToDisk: true);
            }

            Renaming.Replace(temporary, full);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushFolder(folder);
    }

    /// <summary>Creates a file that must not exist yet, whole or not at all.</summary>
    /// <exception cref="IOException">The file exists; it was left alone.</exception>
    public static void CreateText(string path, string content)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new IOException($"{path} names no file.");
        string temporary = $"{full}.{Guid.NewGuid():N}{TemporarySuffix}";
        try
        {
            WriteAllText(temporary, content);
            Renaming.CreateFile(temporary, full);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushFolder(folder);
    }

    /// <summary>Makes the content of a file durable.</summary>
    public static void FlushFile(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes the names in a folder durable: created, renamed and deleted entries.</summary>
    /// <exception cref="IOException">The folder is missing or cannot be synced.</exception>
    public static void FlushFolder(string folder) => DirectorySync.Flush(folder);
}
