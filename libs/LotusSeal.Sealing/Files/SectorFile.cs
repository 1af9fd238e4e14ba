using LotusSeal.Bls12381.Fields;
using LotusSeal.Primitives.Durability;
using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>A file of a sector, opened for positioned reads after its length was checked; errors name it.</summary>
internal sealed class SectorFile : IDisposable
{
    /// <summary>Labels and padded data keep the two top bits of a node clear.</summary>
    private const byte TopBits = 0xc0;

    private readonly SafeFileHandle _handle;

    private SectorFile(string path, SafeFileHandle handle) => (Path, _handle) = (path, handle);

    public string Path { get; }

    public ulong Length => (ulong)RandomAccess.GetLength(_handle);

    /// <summary>Opens a file of a known length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expectedLength">Bytes.</param>
    /// <param name="access">How it will be read: read-ahead helps whole passes and harms single nodes.</param>
    /// <exception cref="SealingException">Missing, or of another length.</exception>
    public static SectorFile Open(string path, ulong expectedLength, FileOptions access = FileOptions.SequentialScan)
    {
        SectorFile file = Open(path, access);
        if (file.Length == expectedLength) return file;
        ulong length = file.Length;
        file.Dispose();
        throw WrongLength(path, length, expectedLength);
    }

    /// <summary>Checks a file's length without opening it: another process may keep it closed.</summary>
    /// <exception cref="SealingException">Missing, or of another length.</exception>
    public static void RequireLength(string path, ulong expectedLength)
    {
        FileInfo file = FileTarget.Of(path);
        if (!file.Exists) throw new SealingException($"{path} is missing.") { DamagedFile = path };
        if ((ulong)file.Length != expectedLength) throw WrongLength(path, (ulong)file.Length, expectedLength);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="SealingException">Missing.</exception>
    public static SectorFile Open(string path, FileOptions access = FileOptions.SequentialScan)
    {
        try
        {
            return new SectorFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, access));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SealingException($"{path} is missing.", exception) { DamagedFile = path };
        }
    }

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/>.</summary>
    public void Read(ulong offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            int read = ReadSome(offset, target);
            if (read == 0) throw new SealingException($"{Path} ends at byte {offset}; it was cut while it was read.") { DamagedFile = Path };
            target = target[read..];
            offset += (ulong)read;
        }
    }

    /// <summary>Reads nodes that must be field elements.</summary>
    /// <param name="firstNode">First node of the file.</param>
    /// <param name="nodes">Receives 32 bytes a node.</param>
    public void ReadElements(ulong firstNode, Span<byte> nodes)
    {
        Read(firstNode * Digest.Size, nodes);
        RequireElements(firstNode, nodes);
    }

    /// <summary>Refuses nodes of this file that are no field elements.</summary>
    public void RequireElements(ulong firstNode, ReadOnlySpan<byte> nodes) => RequireElements(Path, firstNode, nodes);

    /// <summary>Refuses nodes of a file that are no field elements.</summary>
    public static void RequireElements(string path, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        for (int at = 0; at < nodes.Length; at += Digest.Size)
        {
            if ((nodes[at + Digest.Size - 1] & TopBits) == 0 || Fr.IsCanonical(nodes.Slice(at, Digest.Size))) continue;
            ulong node = firstNode + (ulong)(at / Digest.Size);
            throw new SealingException($"{path}: node {node} is not a field element; the file is damaged.") { DamagedFile = path };
        }
    }

    /// <summary>One node.</summary>
    public Digest ReadNode(ulong offset)
    {
        Span<byte> node = stackalloc byte[Digest.Size];
        Read(offset, node);
        return new Digest(node);
    }

    /// <summary>Asks for a range that is read soon.</summary>
    public void Fetch(ulong offset, ulong length) => PageCache.Fetch(_handle, offset, length);

    /// <summary>Lets go of a range that is not read again soon.</summary>
    public void Drop(ulong offset, ulong length) => PageCache.Drop(_handle, offset, length);

    /// <summary>Lets go of the whole file.</summary>
    public void Drop() => PageCache.Drop(_handle);

    /// <summary>Lets another file share the blocks of the first bytes.</summary>
    /// <param name="length">Bytes from the begin.</param>
    /// <param name="target">An empty file, open for writing.</param>
    /// <returns>False where that is not to be had; nothing was changed then.</returns>
    public bool TryShare(ulong length, SafeFileHandle target) =>
        length > 0 && OperatingSystem.IsLinux() && Libc.TryClone(_handle, (long)length, target);

    public void Dispose() => _handle.Dispose();

    private static SealingException WrongLength(string path, ulong length, ulong expected) =>
        new($"{path} has {length} bytes instead of {expected}.") { DamagedFile = path };

    private int ReadSome(ulong offset, Span<byte> target)
    {
        try
        {
            return RandomAccess.Read(_handle, target, (long)offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = $"{Path}: bytes {offset} to {offset + (ulong)target.Length - 1} cannot be read: {exception.Message}";
            throw new SealingException(reason, exception) { DamagedFile = Path };
        }
    }
}
