using LotusSeal.Primitives.Durability;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>
/// A file under its temporary name; <see cref="Commit"/> makes it whole, anything else deletes it, unless it is kept for another try. The name is of
/// this object alone and carries the id of a <see cref="FolderOwner"/>: another process that tidies the folder, or makes the same file, does not
/// touch it.
/// </summary>
internal sealed class PendingFile : IReplicaFile
{
    private readonly FolderOwner _owner;
    private readonly string _temporary;
    private readonly FileOutput _output;
    private bool _committed, _disposed;

    private PendingFile(string path, FolderOwner owner, string temporary, bool leavesMemory)
    {
        Path = path;
        _owner = owner;
        _temporary = temporary;
        Handle = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _output = new FileOutput(Handle, temporary, leavesMemory);
    }

    /// <summary>Creates the temporary file; what a killed process left of the same file goes.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="temporary">
    /// The temporary name on the same file system, or null for the usual one beside it; the id comes before its extension.
    /// </param>
    /// <param name="reserve">Bytes to reserve on the disk; a mapped file must not run out of space.</param>
    /// <param name="leavesMemory">Nobody reads it soon: what of it is on disk leaves the memory.</param>
    public PendingFile(string path, string? temporary = null, long reserve = 0, bool leavesMemory = false)
    {
        Path = path;
        string full = System.IO.Path.GetFullPath(temporary ?? SectorFileNames.TemporaryOf(path)), name = System.IO.Path.GetFileName(full);
        (string stem, string suffix) = Split(name);
        _owner = FolderOwner.Claim(System.IO.Path.GetDirectoryName(full)!);
        _temporary = _owner.NameOf(stem, suffix);
        try
        {
            // Its space is wanted now.
            UnfinishedFiles.DeleteAbandoned(_owner.Folder, entry => entry == name || entry == $"{stem}.{FolderOwner.IdIn(entry)}{suffix}");
            Handle = File.OpenHandle(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, reserve);
            _output = new FileOutput(Handle, _temporary, leavesMemory);
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

    /// <summary>The id of its owner, under which it may be taken over when this process has ended.</summary>
    public string Owner => _owner.Id;

    /// <summary>True when the unfinished file is to stay for <see cref="TakeOver"/>.</summary>
    public bool IsKept { get; set; }

    /// <summary>Called once the file is whole or gone.</summary>
    public Action? Closed { get; init; }

    /// <summary>Goes on with a file that was kept, or that a killed process left; it is kept further on.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="owner">The id of its owner.</param>
    /// <param name="leavesMemory">Nobody reads it soon: what of it is on disk leaves the memory.</param>
    /// <returns>Null when there is no such file, or its owner may be at work.</returns>
    public static PendingFile? TakeOver(string path, string owner, bool leavesMemory = false)
    {
        string full = System.IO.Path.GetFullPath(SectorFileNames.TemporaryOf(path)), folder = System.IO.Path.GetDirectoryName(full)!;
        (string stem, string suffix) = Split(System.IO.Path.GetFileName(full));
        if (FolderOwner.IdIn($"{stem}.{owner}") != owner || FolderOwner.TryTakeOver(folder, owner, out _) is not { } heir) return null;
        try
        {
            return new PendingFile(path, heir, heir.NameOf(stem, suffix), leavesMemory) { IsKept = true };
        }
        catch (Exception exception)
        {
            heir.Dispose();
            if (exception is IOException or UnauthorizedAccessException) return null;
            throw;
        }
    }

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

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> content, long offset) => _output.Write(content, offset);

    /// <inheritdoc/>
    public void Settle() => _output.Sync();

    /// <summary>Syncs, renames and syncs the folder.</summary>
    public void Commit() => CommitAll([this]);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Handle.Dispose();
        try
        {
            if (!_committed && !IsKept) File.Delete(_temporary);
        }
        finally
        {
            _owner.Dispose();
            Closed?.Invoke();
        }
    }

    /// <summary>The owner's id comes between the two.</summary>
    private static (string Stem, string Suffix) Split(string name)
    {
        string suffix = name.EndsWith(SectorFileNames.TemporarySuffix, StringComparison.Ordinal) ? SectorFileNames.TemporarySuffix
            : System.IO.Path.GetExtension(name);
        return (name[..^suffix.Length], suffix);
    }

    private void Name()
    {
        _output.Sync();
        Handle.Dispose();
        Renaming.Replace(_temporary, System.IO.Path.GetFullPath(Path));
        _committed = true;
    }
}
