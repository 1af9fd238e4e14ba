using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace LotusSeal.Storage;

/// <summary>Writes files so that a crash leaves the old content or the new one, never a mixture: temporary name, fsync, rename, fsync of the folder.</summary>
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

            File.Move(temporary, full, overwrite: true);
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
    public static void WriteAllText(string path, string content, UnixFileMode? mode = null) => WriteAllBytes(path, Encoding.UTF8.GetBytes(content), mode);

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
            File.Move(temporary, full, overwrite: false);
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
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        int flags = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm
            ? Libc.OpenReadOnlyDirectoryArm
            : Libc.OpenReadOnlyDirectory;
        int descriptor = Libc.Open(folder, flags);
        if (descriptor < 0) throw Failure("open", folder);
        try
        {
            if (Libc.FSync(descriptor) != 0) throw Failure("sync", folder);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static IOException Failure(string verb, string folder)
    {
        Win32Exception error = new(Marshal.GetLastPInvokeError());
        return new IOException($"cannot {verb} folder {folder}: {error.Message}", error);
    }
}
