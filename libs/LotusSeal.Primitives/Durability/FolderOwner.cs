using System.Security.Cryptography;
using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Primitives.Durability;

/// <summary>
/// Says of unfinished files in a folder that a living process holds them. The owner has a random id, a file <c>.lotusseal-ID.owner</c> in the folder
/// that is locked exclusively while the owner lives, and its unfinished files are named <c>NAME.ID.tmp</c> or alike. Whoever tidies the folder, in
/// any process on any machine, deletes only what nobody holds: <see cref="UnfinishedFiles"/>.
/// </summary>
/// <remarks>
/// The lock ends with the process, however that ends, and is not inherited by processes that it starts. Ids are never used twice. Where the file
/// system knows no locks, nobody can tell whether an owner lives, and its files are left alone until they are old.
/// </remarks>
public sealed class FolderOwner : IDisposable
{
    private const string FilePrefix = ".lotusseal-", FileSuffix = ".owner";
    private const int IdLength = 16;

    private static readonly HashSet<string> Living = [];

    private readonly SafeFileHandle? _file;
    private bool _disposed;

    private FolderOwner(string folder, string id, SafeFileHandle? file) => (Folder, Id, _file) = (folder, id, file);

    /// <summary>The folder, as an absolute path.</summary>
    public string Folder { get; }

    /// <summary>16 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>Makes a new owner in a folder. Costs one small file; there may be any number of owners in a folder and in a process.</summary>
    /// <exception cref="IOException">The folder is missing or cannot be written.</exception>
    public static FolderOwner Claim(string folder)
    {
        string full = Path.GetFullPath(folder);
        while (true)
        {
            string id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
            // Before the file is there: nobody in this process may take it for one of a dead owner.
            lock (Living) Living.Add(id);
            try
            {
                if (!OperatingSystem.IsLinux()) return new FolderOwner(full, id, null);
                if (Create(FileOf(full, id)) is { } file) return new FolderOwner(full, id, file);
            }
            catch
            {
                Forget(id);
                throw;
            }

            Forget(id);
        }
    }

    /// <summary>Full name of an unfinished file or folder of this owner: <c>FOLDER/NAME.ID</c> and the suffix.</summary>
    public string NameOf(string name, string suffix = AtomicFile.TemporarySuffix) => Path.Combine(Folder, $"{name}.{Id}{suffix}");

    /// <summary>The owner's id in the name of an unfinished file, null when it carries none.</summary>
    /// <param name="name">Name without folder, such as <c>NAME.ID.tmp</c>; whatever follows the id belongs to the same owner.</param>
    public static string? IdIn(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Split('.').Skip(1).LastOrDefault(IsId);
    }

    /// <summary>The id of the owner to whom a file of locks belongs, null for any other file.</summary>
    /// <param name="name">Name without folder.</param>
    public static string? OwnerOfLockFile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length != FilePrefix.Length + IdLength + FileSuffix.Length || !name.StartsWith(FilePrefix, StringComparison.Ordinal)
            || !name.EndsWith(FileSuffix, StringComparison.Ordinal)) return null;
        string id = name.Substring(FilePrefix.Length, IdLength);
        return IsId(id) ? id : null;
    }

    /// <summary>Becomes the owner in place of a dead one, whose files may then be deleted, renamed or gone on with.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="id">The dead owner's id.</param>
    /// <param name="state">Why there is nothing to take over.</param>
    /// <returns>Null unless the owner was surely dead; of several that try at once, one succeeds.</returns>
    public static FolderOwner? TryTakeOver(string folder, string id, out OwnerState state)
    {
        string full = Path.GetFullPath(folder);
        lock (Living)
        {
            if (!Living.Add(id))
            {
                state = OwnerState.Living;
                return null;
            }
        }

        SafeFileHandle? file = OperatingSystem.IsLinux() ? TryLockDead(FileOf(full, id), out state) : Unknown(out state);
        if (file is not null) return new FolderOwner(full, id, file);
        Forget(id);
        return null;
    }

    /// <summary>Gives up what is left of the owner's files: they are then a dead owner's. Its own file goes when there are none.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            if (_file is not null && !HasFiles()) File.Delete(FileOf(Folder, Id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one who tidies the folder finds the file without a lock.
        }

        if (_file is not null)
        {
            Libc.Unlock(_file);
            _file.Dispose();
        }

        Forget(Id);
    }

    private static string FileOf(string folder, string id) => Path.Combine(folder, FilePrefix + id + FileSuffix);

    private static bool IsId(string text) => text.Length == IdLength && text.All(digit => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    private static void Forget(string id)
    {
        lock (Living) Living.Remove(id);
    }

    private static SafeFileHandle? Unknown(out OwnerState state)
    {
        state = OwnerState.Unknown;
        return null;
    }

    /// <summary>The new file, locked; null when somebody who tidied took it between its creation and its lock.</summary>
    private static SafeFileHandle? Create(string path)
    {
        SafeFileHandle file = Libc.CreateFile(path);
        if (file.IsInvalid)
        {
            LibcError error = Libc.LastError;
            if (error == LibcError.Exists) return null;
            throw error.ToException($"Cannot make {path}");
        }

        if (Libc.TryLockExclusive(file) ? IsNamed(file, path) : Libc.LastError != LibcError.TryAgain) return file;
        file.Dispose();
        return null;
    }

    private static SafeFileHandle? TryLockDead(string path, out OwnerState state)
    {
        SafeFileHandle file = Libc.OpenFile(path);
        if (file.IsInvalid)
        {
            state = Libc.LastError == LibcError.NoSuchFile ? OwnerState.Missing : OwnerState.Unknown;
            return null;
        }

        if (!Libc.TryLockExclusive(file)) state = Libc.LastError == LibcError.TryAgain ? OwnerState.Living : OwnerState.Unknown;
        else if (!IsNamed(file, path)) state = OwnerState.Missing;
        else
        {
            state = OwnerState.Dead;
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>False when the name was deleted since the file was opened; the lock is then worth nothing.</summary>
    private static bool IsNamed(SafeFileHandle file, string path) =>
        Libc.TryStat(file, out StatXResult open) && Libc.TryStat(path, out StatXResult named) && open.IsSameEntry(named);

    private bool HasFiles() => Directory.EnumerateFileSystemEntries(Folder).Any(entry => IdIn(Path.GetFileName(entry)) == Id);
}
