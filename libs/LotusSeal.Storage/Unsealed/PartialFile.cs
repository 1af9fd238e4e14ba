using System.Buffers.Binary;
using System.Numerics;
using LotusSeal.Primitives.Durability;
using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Storage;

/// <summary>
/// An unsealed sector file: padded data of the sector's size, then the RLE+ map of valid bytes, then the map's length as four bytes little endian
/// (protocol spec 5.2). All offsets are bytes in the padded file.
/// </summary>
/// <remarks>
/// The map is replaced by way of a journal in the <c>fetching</c> folder beside the file, which Lotus skips: first the journal is written whole,
/// then the file, then the journal goes. A crash in between is mended by the next open. Not safe for concurrent changes of the map; streams over
/// separate ranges may run at the same time.
/// </remarks>
public sealed class PartialFile : IDisposable
{
    /// <summary>Greatest length of map and length field together; Lotus refuses longer ones.</summary>
    public const int MaxTrailer = (1 << 20) + LengthField;

    internal const string JournalSuffix = ".map";

    private const int LengthField = 4;
    private readonly SafeFileHandle _handle;
    private readonly ByteRuns _valid;

    private PartialFile(string path, ulong sectorSize, SafeFileHandle handle, ByteRuns valid)
    {
        (FilePath, SectorSize, _handle, _valid) = (path, sectorSize, handle, valid);
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Bytes of data.</summary>
    public ulong SectorSize { get; }

    /// <summary>The valid ranges.</summary>
    public IReadOnlyList<ByteRange> Valid => _valid.Ranges;

    /// <summary>Called before each step of a map change with its name; a test that throws here stands for a crash.</summary>
    internal Action<string>? BeforeStep { get; set; }

    /// <summary>Creates a file in which nothing is valid, replacing one that is there.</summary>
    public static PartialFile Create(string path, ulong sectorSize)
    {
        ForgetJournal(path);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, FileOptions.None);
        try
        {
            // One step: sparse data and a length field of zero.
            RandomAccess.SetLength(handle, checked((long)sectorSize + LengthField));
            RandomAccess.FlushToDisk(handle);
            AtomicFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new PartialFile(path, sectorSize, handle, new ByteRuns());
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading and writing; finishes an interrupted change of its map.</summary>
    /// <exception cref="StorageException">The file's length and map do not fit the sector size.</exception>
    public static PartialFile Open(string path, ulong sectorSize)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.None);
        try
        {
            Replay(path, handle, sectorSize);
            return new PartialFile(path, sectorSize, handle, ReadMap(path, sectorSize, handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads the valid ranges without changing anything.</summary>
    /// <exception cref="StorageException">The file's length and map do not fit the sector size.</exception>
    public static IReadOnlyList<ByteRange> ReadValid(string path, ulong sectorSize)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return ReadMap(path, sectorSize, handle).Ranges;
    }

    /// <summary>True when every byte of a range is valid.</summary>
    public bool IsAllocated(ulong offset, ulong size) => IsInside(offset, size) && _valid.Contains(new ByteRange(offset, size));

    /// <summary>Declares a range valid; its data is made durable first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range ends past the sector.</exception>
    public void MarkAllocated(ulong offset, ulong size)
    {
        EnsureInside(offset, size);
        RandomAccess.FlushToDisk(_handle);
        _valid.Add(new ByteRange(offset, size));
        WriteMap();
    }

    /// <summary><see cref="Free"/> for all valid ranges but those to keep.</summary>
    public void FreeAllBut(IEnumerable<ByteRange> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ByteRuns release = new(Valid);
        foreach (ByteRange range in kept) release.Remove(range);
        foreach (ByteRange range in release.Ranges) Free(range.Offset, range.Size);
    }

    /// <summary>Declares a range invalid and gives its space back: a hole where the file system can punch one, else zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range ends past the sector.</exception>
    public void Free(ulong offset, ulong size)
    {
        EnsureInside(offset, size);
        if (size == 0) return;
        _valid.Remove(new ByteRange(offset, size));
        WriteMap();
        BeforeStep?.Invoke("punch");
        Punch(new ByteRange(offset, size));
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>
    /// Declares a range invalid and leaves its bytes as they are: for bytes that turned out to be wrong, while somebody may still read them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range ends past the sector.</exception>
    public void Distrust(ulong offset, ulong size)
    {
        EnsureInside(offset, size);
        if (size == 0) return;
        _valid.Remove(new ByteRange(offset, size));
        WriteMap();
    }

    /// <summary>Gives back the space of bytes that were written and never declared valid; valid ranges within are left alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range ends past the sector.</exception>
    public void Discard(ulong offset, ulong size)
    {
        EnsureInside(offset, size);
        ByteRuns unused = new([new ByteRange(offset, size)]);
        foreach (ByteRange valid in _valid.Ranges) unused.Remove(valid);
        foreach (ByteRange range in unused.Ranges) Punch(range);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>
    /// A stream that takes the whole data in order, writes what is not valid and compares what is. It must not outlive this object.
    /// </summary>
    public FillStream OpenFill() => new(_handle, (long)SectorSize, _valid.Ranges);

    /// <summary>A stream over a range; writing does not make it valid. The stream must not outlive this object.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range ends past the sector.</exception>
    public Stream OpenRange(ulong offset, ulong size)
    {
        EnsureInside(offset, size);
        return new RangeStream(_handle, (long)offset, (long)size);
    }

    /// <summary>A stream over a range that must be valid.</summary>
    /// <exception cref="StorageException">Some of the range is not valid.</exception>
    public Stream OpenPiece(ulong offset, ulong size)
    {
        if (!IsAllocated(offset, size))
            throw new StorageException(StorageFault.DataMissing, $"{FilePath}: bytes {offset} to {checked(offset + size)} are not all unsealed");
        return OpenRange(offset, size);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Finishes an interrupted change of a file's map, if there was one; needed before the file is moved or sent.</summary>
    /// <exception cref="StorageException">The journal is damaged; nothing was changed.</exception>
    internal static void Recover(string path)
    {
        if (!File.Exists(JournalOf(path)) || !File.Exists(path)) return;
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Replay(path, handle, null);
    }

    /// <summary>
    /// As <see cref="Recover"/>, unless somebody has the file open: of a path that others use too, its writer finishes what it began, and an older
    /// journal that is applied behind its back would make bytes valid that it has given up.
    /// </summary>
    internal static void RecoverAbandoned(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            Recover(path);
            return;
        }

        using SafeFileHandle handle = Libc.OpenFile(path);
        // The framework locks each file that it opens, shared at least.
        if (handle.IsInvalid || (!Libc.TryLockExclusive(handle) && Libc.LastError == LibcError.TryAgain)) return;
        try
        {
            Replay(path, handle, null);
        }
        finally
        {
            Libc.Unlock(handle);
        }
    }

    /// <summary>True while a file's map is being replaced, or when that was interrupted.</summary>
    internal static bool IsChanging(string path) => File.Exists(JournalOf(path));

    /// <summary>Drops a journal whose file goes or is replaced.</summary>
    internal static void ForgetJournal(string path)
    {
        string journal = JournalOf(path);
        if (File.Exists(journal)) File.Delete(journal);
    }

    private static string JournalOf(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, SectorFolder.Fetching, Path.GetFileName(full) + JournalSuffix);
    }

    // A journal is the sector size, eight bytes little endian, then the map. It was renamed into place, so it is whole or absent.
    private static void Replay(string path, SafeFileHandle handle, ulong? expectedSize)
    {
        string journal = JournalOf(path);
        if (!File.Exists(journal)) return;
        byte[] content = File.ReadAllBytes(journal);
        if (content.Length is < sizeof(ulong) or > sizeof(ulong) + MaxTrailer - LengthField)
            throw new StorageException(StorageFault.Damaged, $"{journal} is no journal of {path}: {content.Length} bytes");
        ulong sectorSize = BinaryPrimitives.ReadUInt64LittleEndian(content);
        // The map is written behind this many bytes, and the file cut there: a wrong size would cost data. A map, at most two bits for each byte of
        // data, is shorter than these, so that no smaller power of two fits the file.
        long behind = RandomAccess.GetLength(handle) - unchecked((long)sectorSize);
        if (sectorSize != (expectedSize ?? sectorSize) || !BitOperations.IsPow2(sectorSize) || sectorSize > long.MaxValue
            || behind is < 0 or > MaxTrailer || behind >= (long)sectorSize)
            throw new StorageException(StorageFault.Damaged, $"{journal} is no journal of {path}: it is of a sector of {sectorSize} bytes");
        try
        {
            RlePlus.Decode(content.AsSpan(sizeof(ulong)), sectorSize);
        }
        catch (InvalidDataException e)
        {
            throw new StorageException(StorageFault.Damaged, $"{journal} is no journal of {path}: {e.Message}", e);
        }

        PutTrailer(handle, sectorSize, content.AsSpan(sizeof(ulong)));
        File.Delete(journal);
    }

    private static ByteRuns ReadMap(string path, ulong sectorSize, SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle), data = (long)sectorSize;
        // A file without trailer was written by a program that knows no partial files: all of it counts.
        if (length == data) return new ByteRuns([new ByteRange(0, sectorSize)]);
        long trailer = length - data;
        if (trailer is < LengthField or > MaxTrailer)
        {
            throw new StorageException(StorageFault.Damaged,
                $"{path} has {length} bytes, which does not fit a sector of {sectorSize} bytes and its map of valid bytes");
        }

        byte[] bytes = new byte[trailer];
        for (int read = 0, got; read < bytes.Length; read += got)
        {
            got = RandomAccess.Read(handle, bytes.AsSpan(read), data + read);
            if (got == 0) throw new StorageException(StorageFault.Damaged, $"{path} became shorter while it was read");
        }

        uint mapLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - LengthField));
        if (mapLength + LengthField != (ulong)trailer)
        {
            throw new StorageException(StorageFault.Damaged,
                $"{path} names a map of {mapLength} bytes, but has {trailer - LengthField} behind its data");
        }

        try
        {
            return RlePlus.Decode(bytes.AsSpan(0, (int)mapLength), sectorSize);
        }
        catch (InvalidDataException e)
        {
            throw new StorageException(StorageFault.Damaged, $"{path}: {e.Message}", e);
        }
    }

    private static void PutTrailer(SafeFileHandle handle, ulong sectorSize, ReadOnlySpan<byte> map)
    {
        byte[] trailer = new byte[map.Length + LengthField];
        map.CopyTo(trailer);
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(map.Length), map.Length);
        RandomAccess.Write(handle, trailer, (long)sectorSize);
        RandomAccess.SetLength(handle, (long)sectorSize + trailer.Length);
        RandomAccess.FlushToDisk(handle);
    }

    private void WriteMap()
    {
        byte[] map = RlePlus.Encode(_valid);
        if (map.Length + LengthField > MaxTrailer)
        {
            throw new StorageException(StorageFault.BadRequest,
                $"{FilePath}: the map of valid bytes would take {map.Length} bytes; Lotus reads at most {MaxTrailer - LengthField}");
        }

        string journal = JournalOf(FilePath);
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        BeforeStep?.Invoke("journal");
        byte[] content = new byte[sizeof(ulong) + map.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(content, SectorSize);
        map.CopyTo(content, sizeof(ulong));
        AtomicFile.WriteAllBytes(journal, content);
        BeforeStep?.Invoke("trailer");
        PutTrailer(_handle, SectorSize, map);
        BeforeStep?.Invoke("done");
        File.Delete(journal);
    }

    private void Punch(ByteRange range)
    {
        if (!OperatingSystem.IsLinux() || !Libc.TryPunchHole(_handle, (long)range.Offset, (long)range.Size)) WriteZeros(range.Offset, range.Size);
    }

    private void WriteZeros(ulong offset, ulong size)
    {
        byte[] zeros = new byte[Math.Min(size, 1 << 20)];
        for (ulong done = 0; done < size; done += (ulong)zeros.Length)
            RandomAccess.Write(_handle, zeros.AsSpan(0, (int)Math.Min((ulong)zeros.Length, size - done)), (long)(offset + done));
    }

    private bool IsInside(ulong offset, ulong size) => offset <= SectorSize && size <= SectorSize - offset;

    private void EnsureInside(ulong offset, ulong size)
    {
        if (!IsInside(offset, size))
            throw new ArgumentOutOfRangeException(nameof(offset),
                $"{size} bytes at {offset} end past the sector of {SectorSize} bytes in {FilePath}.");
    }
}
