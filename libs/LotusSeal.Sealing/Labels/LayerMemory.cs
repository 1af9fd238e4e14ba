using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Labels;

/// <summary>The labels of one layer, in memory or mapped from a file.</summary>
internal sealed unsafe partial class LayerMemory : IDisposable
{
    private const int HugePage = 2 << 20, AdviseHugePages = 14;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private bool _disposed;

    private LayerMemory(ulong length)
    {
        Length = length;
        Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)Math.Min(HugePage, length));
        // Random reads over 32 GiB spend much of their time on page tables; a refusal costs speed only.
        if (OperatingSystem.IsLinux() && length >= HugePage) _ = MemoryAdvise(Pointer, (nuint)length, AdviseHugePages);
    }

    private LayerMemory(SafeFileHandle file, ulong length, MemoryMappedFileAccess access)
    {
        Length = length;
        _map = MemoryMappedFile.CreateFromFile(file, null, (long)length, access, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, (long)length, access);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Pointer = pointer + _view.PointerOffset;
    }

    /// <summary>The first label.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes.</summary>
    public ulong Length { get; }

    /// <summary>True when the labels live in a file already.</summary>
    public bool IsMapped => _view is not null;

    /// <summary>Uninitialised memory.</summary>
    public static LayerMemory Allocate(ulong length) => new(length);

    /// <summary>A file's pages, writable; the file gets the length.</summary>
    public static LayerMemory Map(SafeFileHandle file, ulong length) => new(file, length, MemoryMappedFileAccess.ReadWrite);

    /// <summary>A file's pages, readable.</summary>
    public static LayerMemory MapRead(SafeFileHandle file, ulong length) => new(file, length, MemoryMappedFileAccess.Read);

    /// <summary>Labels from <paramref name="offset"/>.</summary>
    public Span<byte> Slice(ulong offset, int length) => new(Pointer + offset, length);

    /// <summary>Writes changed pages of a mapped file.</summary>
    public void Flush() => _view?.Flush();

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_view is null)
        {
            NativeMemory.AlignedFree(Pointer);
            return;
        }
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(byte* address, nuint length, int advice);
}
