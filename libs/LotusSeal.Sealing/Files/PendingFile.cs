using LotusSeal.Primitives.Durability;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>
/// A file under its temporary name; <see cref="Commit"/> makes it whole, anything else deletes it. The name is of this object alone and carries
/// the id of a <see cref="FolderOwner"/>: another process that tidies the folder, or makes the same file, does not touch it.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    /// <summary>Bytes after which those before are let go of.</summary>
    private const long DroppedAtATime = 64 << 20;

    private readonly FolderOwner _owner;
    private readonly string _temporary;
    private bool _committed, _disposed;
    private long _written;

    /// <summary>Creates the temporary file; what a killed process left of the same file goes.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="temporary">
    /// The temporary name on the same file system, or null for the usual one beside it; the id comes before its extension.
    /// </param>
    /// <param name="reserve">Bytes to reserve on the disk; a mapped file must not run out of space.</param>
    public PendingFile(string path, string? temporary = null, long reserve = 0)
    {
        Path = path;
        string full = System.IO.Path.GetFullPath(temporary ?? SectorFileNames.TemporaryOf(path)), name = System.IO.Path.GetFileName(full);
        string suffix = name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal) ? SectorFileNames.TemporarySuffix
            : System.IO.Path.GetExtension(name);
        string stem = name[..^suffix.Length];
        _owner = FolderOwner.Claim(System.IO.Path.GetDirectoryName(full)!);
        _temporary = _owner.NameOf(stem, suffix);
        try
        {
            // Its space is wanted now.
            UnfinishedFiles.DeleteAbandoned(_owner.Folder, entry => entry == name || entry == $"{stem}.{FolderOwner.IdIn(entry)}{suffix}");
            Handle = File.OpenHandle(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, reserve);
        }
        catch
        {
            // The framework deletes the file when its space cannot be had.
            _owner.Dispose();
            throw;
        }
    }

    /// <summary>The final name.</summary>
    public string Path { get; }

    /// <summary>Open for positioned reads and writes.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The name until the commit.</summary>
    public string TemporaryPath => _temporary;

    /// <summary>Nobody reads the file soon: what of it is on disk leaves the memory, while it is written and at last.</summary>
    public bool LeavesMemory { get; init; }

    /// <summary>Called once the file is whole or gone.</summary>
    public Action? Closed { get; init; }

    /// <summary>Writes small content at once.</summary>
    public static void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        using PendingFile file = Of(path, content);
        file.Commit();
    }

    /// <summary>A file with small content, not yet under its name.</summary>
    public static PendingFile Of(string path, ReadOnlySpan<byte> content)
    {
        PendingFile file = new(path);
        try
        {
            file.Write(content, 0);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Commits files of one folder, in this order, with one sync of the folder at the end.</summary>
    /// <remarks>Each is whole before it has its name; which of the names survive a power cut before the end is not said.</remarks>
    public static void CommitAll(IReadOnlyList<PendingFile> files)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        foreach (PendingFile file in files) file.Name();
        AtomicFile.FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(files[0].Path))!);
        foreach (PendingFile file in files) file.Dispose();
    }

    /// <summary>Writes bytes at a place; from several threads.</summary>
    /// <exception cref="IOException">The disk is full, or refuses; the message names the file.</exception>
    public void Write(ReadOnlySpan<byte> content, long offset)
    {
        try
        {
            RandomAccess.Write(Handle, content, offset);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // What the framework makes of a file that would be too long (EFBIG); it does not say which.
            throw new IOException($"{_temporary} would be longer than the file system or the limit of this process (ulimit -f) lets it be.", error);
        }
        if (!LeavesMemory) return;
        long written = Interlocked.Add(ref _written, content.Length);
        if (written / DroppedAtATime > (written - content.Length) / DroppedAtATime) PageCache.Drop(Handle);
    }

    /// <summary>Syncs, renames and syncs the folder.</summary>
    public void Commit() => CommitAll([this]);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Handle.Dispose();
        try
        {
            if (!_committed) File.Delete(_temporary);
        }
        finally
        {
            _owner.Dispose();
            Closed?.Invoke();
        }
    }

    private void Name()
    {
        RandomAccess.FlushToDisk(Handle);
        if (LeavesMemory) PageCache.Drop(Handle);
        Handle.Dispose();
        Renaming.Replace(_temporary, System.IO.Path.GetFullPath(Path));
        _committed = true;
    }
}
