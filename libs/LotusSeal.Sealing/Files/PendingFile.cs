using LotusSeal.Primitives.Durability;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>A file under its temporary name; <see cref="Commit"/> makes it whole, anything else deletes it.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _temporary;
    private bool _committed, _disposed;

    /// <summary>Creates the temporary file, replacing a left-over one.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="temporary">The temporary name on the same file system, or null for the usual one beside it.</param>
    /// <param name="reserve">Bytes to reserve on the disk; a mapped file must not run out of space.</param>
    public PendingFile(string path, string? temporary = null, long reserve = 0)
    {
        Path = path;
        _temporary = temporary ?? SectorFileNames.TemporaryOf(path);
        Handle = File.OpenHandle(_temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, reserve);
    }

    /// <summary>The final name.</summary>
    public string Path { get; }

    /// <summary>Open for positioned reads and writes.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The name until the commit.</summary>
    public string TemporaryPath => _temporary;

    /// <summary>Called once the file is whole or gone.</summary>
    public Action? Closed { get; init; }

    /// <summary>Writes small content at once.</summary>
    public static void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        using PendingFile file = new(path);
        RandomAccess.Write(file.Handle, content, 0);
        file.Commit();
    }

    /// <summary>Syncs, renames and syncs the folder.</summary>
    public void Commit()
    {
        RandomAccess.FlushToDisk(Handle);
        Handle.Dispose();
        File.Move(_temporary, Path, overwrite: true);
        _committed = true;
        AtomicFile.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        Dispose();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Handle.Dispose();
        if (!_committed) File.Delete(_temporary);
        Closed?.Invoke();
    }
}
