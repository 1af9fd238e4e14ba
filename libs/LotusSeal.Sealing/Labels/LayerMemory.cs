using System.IO.MemoryMappedFiles;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Memory;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Labels;

/// <summary>Memory for the labels of one layer, or a mapped file.</summary>
/// <remarks>With pointers, as outside the backends only memory itself has them: a layer of 32 GiB is longer than a span can be.</remarks>
internal sealed unsafe class LayerMemory : IDisposable
{
    private readonly byte* _pointer;
    private readonly PageMemory? _memory;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private bool _disposed;

    private LayerMemory(PageMemory memory, ulong length)
    {
        Length = length;
        _memory = memory;
        _pointer = memory.Start;
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

    /// <summary>Where labels lie that have it alone.</summary>
    public LabelPlaces Places => new(_pointer);

    /// <summary>Whose memory this is; null for nobody's.</summary>
    public LayerBuffers? Home { get; init; }

    /// <summary>True when the labels live in a file already.</summary>
    public bool IsMapped => _view is not null;

    /// <summary>The pages behind labels in memory.</summary>
    public PageUse Pages => _memory?.Pages ?? default;

    /// <summary>Memory of no particular content, in the largest pages that can be had.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="node">The NUMA node that it should be of, where that is possible; null for that of the calling thread.</param>
    /// <param name="pages">Has the pages; null for this system.</param>
    /// <param name="home">Whose it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SealingException">There is none.</exception>
    public static LayerMemory Allocate(ulong length, int? node = null, IPageSystem? pages = null,
        LayerBuffers? home = null, CancellationToken cancellationToken = default) =>
        new(PageMemory.Allocate(pages ?? PageMemory.System, BufferOffsets.Shared, length, node, cancellationToken), length) { Home = home };

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

    /// <summary>This as the memory of the layer under work, over <paramref name="previous"/>.</summary>
    public LabelChain Chain(Digest replicaId, int layer, LayerMemory? previous) =>
        new(replicaId, Length / Digest.Size, (uint)layer, Places, previous?.Places ?? default);

    /// <summary>Where the labels of one of two sectors lie, whose even nodes are in this and odd ones in another.</summary>
    /// <param name="odd">The other, as long.</param>
    /// <param name="seat">0 for the first sector, 1 for the second.</param>
    public LabelPlaces PlacesBeside(LayerMemory odd, int seat)
    {
        if (Length != odd.Length) throw new ArgumentException($"Layers of {Length} and {odd.Length} bytes do not fit each other.", nameof(odd));
        return LabelPlaces.Beside(_pointer, odd._pointer, seat);
    }

    /// <summary>Writes changed pages of a mapped file.</summary>
    public void Flush() => _view?.Flush();

    /// <summary>Nobody needs it now: it goes home, or away.</summary>
    /// <param name="wasLent">Whether another sector's labels lay in it, too.</param>
    public void Release(bool wasLent = false)
    {
        if (Home is null) Dispose();
        else Home.Give(this, wasLent);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (_view is null)
        {
            _memory!.Dispose();
            return;
        }
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
    }
}
