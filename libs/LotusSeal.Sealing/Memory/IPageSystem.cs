namespace LotusSeal.Sealing.Memory;

/// <summary>What a system does with pages of memory. Addresses and lengths are multiples of the page they are about.</summary>
internal unsafe interface IPageSystem
{
    /// <summary>Log2 of the sizes of pages that <see cref="TryMapHuge"/> may have, the largest first: 30 and 21.</summary>
    IReadOnlyList<int> HugeShifts { get; }

    /// <summary>The setting of transparent huge pages, such as <c>never</c>; null when the system has none.</summary>
    string? TransparentSetting { get; }

    /// <summary>Takes addresses without memory behind them; null when there are no more.</summary>
    byte* Reserve(nuint length);

    /// <summary>Puts ordinary pages, zeroed, behind reserved addresses.</summary>
    bool TryOpen(byte* start, nuint length);

    /// <summary>Puts pages of hugetlbfs behind reserved addresses. None may be touched before <see cref="TryPopulate"/> brought it.</summary>
    /// <param name="start">The first.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="pageShift">Log2 of the bytes of a page.</param>
    /// <returns>False when too few are free: these addresses are given back then.</returns>
    bool TryMapHuge(byte* start, nuint length, int pageShift);

    /// <summary>Asks for memory of a NUMA node behind a range, whoever touches it first; a refusal costs speed only.</summary>
    void PreferNode(byte* start, nuint length, int node);

    /// <summary>Brings the pages of a range that <see cref="TryMapHuge"/> mapped; false when one cannot be had.</summary>
    bool TryPopulate(byte* start, nuint length);

    /// <summary>Asks for transparent huge pages when the range is touched.</summary>
    void AdviseHuge(byte* start, nuint length);

    /// <summary>Makes transparent huge pages of a range in which each has one page that was touched; false when some could not be made.</summary>
    bool TryCollapse(byte* start, nuint length);

    /// <summary>Bytes of a mapped range that are in transparent huge pages.</summary>
    ulong CountTransparent(byte* start, nuint length);

    /// <summary>Gives back addresses that <see cref="Reserve"/> gave, all of them or a part, and the memory behind them.</summary>
    void Release(byte* start, nuint length);
}
