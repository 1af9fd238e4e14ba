namespace LotusSeal.Sealing.Memory;

/// <summary>
/// A zeroed buffer in the largest pages that can be had: of hugetlbfs, 1 GiB or 2 MiB, where enough are free, else transparent ones, else ordinary
/// ones. All of it is there when the buffer is: nothing is missing later, and its pages are counted. Random reads over 32 GiB spend much of their
/// time on page tables otherwise.
/// </summary>
/// <remarks>
/// <code>
/// reserved addresses   ... | pages                                    | tail, one ordinary page | ...
/// buffer                      | offset |  length bytes                         |
/// </code>
/// Neighbours in the address space have no access, so that the system joins the range with no other. The offset (<see cref="BufferOffsets"/>) moves
/// the end of a buffer out of its huge pages; a page of 1 GiB more for that would be waste.
/// </remarks>
internal sealed unsafe class PageMemory : IDisposable
{
    private const int GiganticShift = 30;
    private const nuint HugePage = 2 << 20;

    /// <summary>Steps at which a cancellation is seen.</summary>
    private const nuint Step = 64 << 20;

    /// <summary>Where memory is in pieces the system searches long for each page, in vain.</summary>
    private const int MaxFailedCollapses = 8;

    private static readonly nuint Page = (nuint)Environment.SystemPageSize;

    private readonly IPageSystem _system;
    private readonly BufferOffsets _offsets;
    private readonly nuint _length, _reservedLength;
    private readonly int _offset;
    private readonly int? _node;
    private byte* _reserved, _pages;
    private bool _hasHole;

    private PageMemory(IPageSystem system, BufferOffsets offsets, ulong length, int? node, nuint alignment)
    {
        _node = node;
        _system = system;
        _length = checked((nuint)length);
        _reservedLength = alignment + AllPages(_length + BufferOffsets.Step * BufferOffsets.Places) + 2 * Page;
        _reserved = system.Reserve(_reservedLength);
        if (_reserved is null) throw new SealingException($"There are no addresses for {length} bytes of memory.");
        _pages = (byte*)(((nuint)_reserved + Page + alignment - 1) & ~(alignment - 1));
        _offsets = offsets;
        _offset = offsets.Take();
    }

    /// <summary>The pages of this system.</summary>
    public static IPageSystem System { get; } = OperatingSystem.IsLinux() ? new LinuxPages() : new OtherPages();

    /// <summary>The first byte.</summary>
    public byte* Start => _pages + _offset;

    /// <summary>The pages behind it.</summary>
    public PageUse Pages { get; private set; }

    /// <summary>Takes memory.</summary>
    /// <param name="system">Has the pages.</param>
    /// <param name="offsets">Says where in a page the buffer begins.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="node">The NUMA node that it should be of, where that is possible; null for that of the calling thread.</param>
    /// <param name="cancellationToken">Stops it: tens of gibibytes take seconds.</param>
    /// <exception cref="SealingException">There is no such memory.</exception>
    public static PageMemory Allocate(IPageSystem system, BufferOffsets offsets, ulong length, int? node,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(length);
        foreach (int shift in (IEnumerable<int>)[.. system.HugeShifts, 0])
        {
            if (length % (1UL << shift) != 0) continue;
            nuint alignment = shift > 0 ? (nuint)1 << shift : length >= HugePage ? HugePage : Page;
            PageMemory memory = new(system, offsets, length, node, alignment);
            try
            {
                if (shift > 0 ? memory.TryTakeHuge(shift, cancellationToken) : memory.TryTakeOrdinary(cancellationToken)) return memory.Hold();
            }
            catch
            {
                memory.Dispose();
                throw;
            }

            memory.Dispose();
        }

        throw new SealingException($"The system has no {length} bytes of memory.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reserved is null) return;
        if (_hasHole)
        {
            byte* behind = _pages + _length;
            _system.Release(_reserved, (nuint)(_pages - _reserved));
            _system.Release(behind, (nuint)(_reserved + _reservedLength - behind));
        }
        else
        {
            _system.Release(_reserved, _reservedLength);
        }

        _offsets.Return(_offset);
        LayerPages.Remove(Pages);
        _reserved = _pages = null;
    }

    private static nuint AllPages(nuint bytes) => (bytes + Page - 1) / Page * Page;

    /// <summary>All of it or nothing: what the pool keeps may still be refused by a control group, so that each page is brought here.</summary>
    private bool TryTakeHuge(int shift, CancellationToken cancellationToken)
    {
        _hasHole = !_system.TryMapHuge(_pages, _length, shift);
        if (_hasHole) return false;
        if (_offset > 0 && !_system.TryOpen(_pages + _length, AllPages((nuint)_offset))) return false;
        if (_node is { } node) _system.PreferNode(_pages, _length, node);
        nuint step = Math.Max(Step, (nuint)1 << shift);
        for (nuint at = 0; at < _length; at += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_system.TryPopulate(_pages + at, Math.Min(step, _length - at))) return false;
        }

        Pages = new PageUse(_length, shift == GiganticShift ? _length : 0, shift == GiganticShift ? 0 : _length, 0);
        return true;
    }

    /// <summary>Touches all pages: the first of each huge one, which may bring it whole, then the others of those that cannot be made huge.</summary>
    private bool TryTakeOrdinary(CancellationToken cancellationToken)
    {
        nuint all = AllPages(_length + (nuint)_offset);
        if (!_system.TryOpen(_pages, all)) return false;
        if (_length >= HugePage) _system.AdviseHuge(_pages, all);
        if (_node is { } node) _system.PreferNode(_pages, all, node);
        int failedCollapses = 0;
        for (nuint at = 0; at < all; at += Step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            nuint part = Math.Min(Step, all - at), huge = part / HugePage * HugePage;
            Touch(at, huge, HugePage);
            if (huge > 0 && failedCollapses < MaxFailedCollapses && !_system.TryCollapse(_pages + at, huge)) failedCollapses++;
            Touch(at, part, Page);
        }

        ulong transparent = _length >= HugePage ? Math.Min(_system.CountTransparent(_pages, all), _length) : 0;
        Pages = new PageUse(_length, 0, 0, transparent);
        return true;
    }

    private void Touch(nuint start, nuint length, nuint step)
    {
        for (nuint at = start; at < start + length; at += step) Volatile.Write(ref _pages[at], 0);
    }

    private PageMemory Hold()
    {
        LayerPages.Add(Pages);
        return this;
    }
}
