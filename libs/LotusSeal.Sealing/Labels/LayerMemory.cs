using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using LotusSeal.Primitives.Interop;
using LotusSeal.Sealing.Backends;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Labels;

/// <summary>The labels of one layer, in memory or mapped from a file.</summary>
/// <remarks>The one place outside the backends with pointers: a layer of 32 GiB is longer than a span can be.</remarks>
internal sealed unsafe class LayerMemory : IDisposable
{
    /// <summary>The second is what the C library maps for itself alone, so that what is said of it ends with it.</summary>
    private const int HugePage = 2 << 20, OwnMapping = 64 << 20;

    private readonly byte* _pointer;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private bool _disposed;

    private LayerMemory(ulong length, int? node)
    {
        Length = length;
        _pointer = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)Math.Min(HugePage, length));
        // Random reads over 32 GiB spend much of their time on page tables; a refusal costs speed only.
        if (OperatingSystem.IsLinux() && length >= HugePage) _ = Libc.TryAdviseHugePages(_pointer, (nuint)length);
        if (OperatingSystem.IsLinux() && length >= OwnMapping && node is { } near) _ = Libc.TryPreferNode(_pointer, (nuint)length, near);
    }

    private LayerMemory(SafeFileHandle file, ulong length, MemoryMappedFileAccess access)
    {
        Length = length;
        _map = MemoryMappedFile.CreateFromFile(file, null, (long)length, access, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, (long)length, access);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _pointer = pointer + _view.PointerOffset;
    }

    /// <summary>Bytes.</summary>
    public ulong Length { get; }

    /// <summary>True when the labels live in a file already.</summary>
    public bool IsMapped => _view is not null;

    /// <summary>Uninitialised memory.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="node">The NUMA node that it should be of, where that is possible; null for that of the thread that writes first.</param>
    public static LayerMemory Allocate(ulong length, int? node = null) => new(length, node);

    /// <summary>A file's pages, writable; the file gets the length.</summary>
    public static LayerMemory Map(SafeFileHandle file, ulong length) => new(file, length, MemoryMappedFileAccess.ReadWrite);

    /// <summary>A file's pages, readable.</summary>
    public static LayerMemory MapRead(SafeFileHandle file, ulong length) => new(file, length, MemoryMappedFileAccess.Read);

    /// <summary>Labels from <paramref name="offset"/>.</summary>
    public Span<byte> Slice(ulong offset, int length)
    {
        if (offset > Length || (ulong)length > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{length} bytes from {offset} are not in a layer of {Length}.");
        return new Span<byte>(_pointer + offset, length);
    }

    /// <summary>This layer as the one under work, over <paramref name="previous"/>.</summary>
    public LabelChain Chain(Digest replicaId, LayerMemory? previous) =>
        new(replicaId, Length / Digest.Size, _pointer, previous is null ? null : previous._pointer);

    /// <summary>Writes changed pages of a mapped file.</summary>
    public void Flush() => _view?.Flush();

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_view is null)
        {
            NativeMemory.AlignedFree(_pointer);
            return;
        }
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
    }
}
