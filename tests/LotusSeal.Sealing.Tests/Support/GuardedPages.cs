using System.Runtime.InteropServices;
using LotusSeal.Sealing.Memory;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>
/// Ordinary pages of the system whose addresses nobody gets again: who still reads or writes memory that was given back ends the process, on Linux,
/// and who gives it back twice is told.
/// </summary>
internal sealed unsafe partial class GuardedPages : IPageSystem, IDisposable
{
    private const int NoAccess = 0, DontNeed = 4;
    private readonly Lock _gate = new();
    private readonly Dictionary<nuint, (nuint Length, bool IsGivenBack)> _ranges = [];

    public IReadOnlyList<int> HugeShifts => [];

    public string? TransparentSetting => "never";

    /// <summary>Ranges that were taken, and those that were not given back.</summary>
    public (int All, int Held) Ranges
    {
        get
        {
            lock (_gate) return (_ranges.Count, _ranges.Values.Count(range => !range.IsGivenBack));
        }
    }

    public byte* Reserve(nuint length)
    {
        byte* start = PageMemory.System.Reserve(length);
        lock (_gate) _ranges.Add((nuint)start, (length, false));
        return start;
    }

    public bool TryOpen(byte* start, nuint length) => PageMemory.System.TryOpen(start, length);

    public bool TryMapHuge(byte* start, nuint length, int pageShift) => false;

    public void PreferNode(byte* start, nuint length, int node) { }

    public bool TryPopulate(byte* start, nuint length) => true;

    public void AdviseHuge(byte* start, nuint length) { }

    public bool TryCollapse(byte* start, nuint length) => true;

    public ulong CountTransparent(byte* start, nuint length) => 0;

    public void Release(byte* start, nuint length)
    {
        lock (_gate)
        {
            if (!_ranges.TryGetValue((nuint)start, out (nuint Length, bool IsGivenBack) range) || range.IsGivenBack || range.Length != length)
                throw new InvalidOperationException("Memory is given back that is not there.");
            _ranges[(nuint)start] = (length, true);
            if (!OperatingSystem.IsLinux()) return;
            if (Advise(start, length, DontNeed) == 0 && Protect(start, length, NoAccess) == 0) return;
            throw new InvalidOperationException("Memory that is given back cannot be guarded.");
        }
    }

    public void Dispose()
    {
        foreach ((nuint start, (nuint length, _)) in _ranges) PageMemory.System.Release((byte*)start, length);
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* start, nuint length, int access);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
