using System.Runtime.InteropServices;

namespace LotusSeal.Sealing.Memory;

/// <summary>Pages of other systems than Linux: the framework's memory, of whose pages nothing is known.</summary>
internal sealed unsafe class OtherPages : IPageSystem
{
    /// <inheritdoc/>
    public IReadOnlyList<int> HugeShifts { get; } = [];

    /// <inheritdoc/>
    public string? TransparentSetting => null;

    /// <inheritdoc/>
    public byte* Reserve(nuint length) => (byte*)NativeMemory.AlignedAlloc(length, (nuint)Environment.SystemPageSize);

    /// <inheritdoc/>
    public bool TryOpen(byte* start, nuint length) => true;

    /// <inheritdoc/>
    public bool TryMapHuge(byte* start, nuint length, int pageShift) => false;

    /// <inheritdoc/>
    public void PreferNode(byte* start, nuint length, int node) { }

    /// <inheritdoc/>
    public bool TryPopulate(byte* start, nuint length) => false;

    /// <inheritdoc/>
    public void AdviseHuge(byte* start, nuint length) { }

    /// <inheritdoc/>
    public bool TryCollapse(byte* start, nuint length) => false;

    /// <inheritdoc/>
    public ulong CountTransparent(byte* start, nuint length) => 0;

    /// <inheritdoc/>
    public void Release(byte* start, nuint length) => NativeMemory.AlignedFree(start);
}
