using LotusSeal.Sealing.Memory;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>
/// A double of the system's pages: ordinary ones are the system's, those of hugetlbfs are ordinary ones in disguise, as many as a test says.
/// Addresses that are given back are kept until the end, so that no other thread can get them meanwhile.
/// </summary>
internal sealed unsafe class PagesDouble : IPageSystem, IDisposable
{
    private readonly List<(nuint Start, nuint Length)> _reserved = [];

    /// <summary>Free bytes in pages of hugetlbfs, by log2 of their size.</summary>
    public Dictionary<int, ulong> Free { get; init; } = [];

    /// <summary>Bytes of hugetlbfs that a control group lets this process touch.</summary>
    public ulong Limit { get; init; } = ulong.MaxValue;

    /// <summary>Share of ordinary memory that came in transparent huge pages.</summary>
    public double TransparentShare { get; init; } = 1;

    /// <summary>Called at each step of bringing pages.</summary>
    public Action Step { get; init; } = () => { };

    /// <summary>False when there are no more addresses.</summary>
    public Func<bool> MayReserve { get; init; } = () => true;

    /// <summary>Ranges that were asked for and given back, in order.</summary>
    public List<(nuint Start, nuint Length)> Released { get; } = [];

    /// <summary>Ranges that were given back by a refusal.</summary>
    public List<(nuint Start, nuint Length)> Refused { get; } = [];

    public IReadOnlyList<(nuint Start, nuint Length)> Reserved => _reserved;

    public ulong Populated { get; private set; }

    public int Collapses { get; private set; }

    public bool CanCollapse { get; init; } = true;

    public IReadOnlyList<int> HugeShifts => [30, 21];

    public string? TransparentSetting { get; init; } = "madvise";

    public byte* Reserve(nuint length)
    {
        if (!MayReserve()) return null;
        byte* start = PageMemory.System.Reserve(length);
        _reserved.Add(((nuint)start, length));
        return start;
    }

    public bool TryOpen(byte* start, nuint length) => PageMemory.System.TryOpen(start, length);

    public bool TryMapHuge(byte* start, nuint length, int pageShift)
    {
        if (Free.GetValueOrDefault(pageShift) >= length) return TryOpen(start, length);
        Refused.Add(((nuint)start, length));
        return false;
    }

    public void PreferNode(byte* start, nuint length, int node) { }

    public bool TryPopulate(byte* start, nuint length)
    {
        Step();
        if (Populated + length > Limit) return false;
        Populated += length;
        return true;
    }

    public void AdviseHuge(byte* start, nuint length) { }

    public bool TryCollapse(byte* start, nuint length)
    {
        Step();
        Collapses++;
        return CanCollapse;
    }

    public ulong CountTransparent(byte* start, nuint length) => (ulong)(length * TransparentShare);

    public void Release(byte* start, nuint length) => Released.Add(((nuint)start, length));

    public void Dispose()
    {
        foreach ((nuint start, nuint length) in _reserved) PageMemory.System.Release((byte*)start, length);
    }
}
