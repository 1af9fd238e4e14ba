using System.Globalization;
using LotusSeal.Primitives.Interop;

namespace LotusSeal.Sealing.Memory;

/// <summary>Pages of Linux.</summary>
internal sealed unsafe class LinuxPages : IPageSystem
{
    private const string Setting = "/sys/kernel/mm/transparent_hugepage/enabled", Ranges = "/proc/self/smaps";

    /// <inheritdoc/>
    public IReadOnlyList<int> HugeShifts { get; } = [30, 21];

    /// <inheritdoc/>
    /// <remarks>The file has all words, the one in force in brackets: <c>always [madvise] never</c>.</remarks>
    public string? TransparentSetting
    {
        get
        {
            try
            {
                string words = File.ReadAllText(Setting);
                int start = words.IndexOf('[', StringComparison.Ordinal), end = words.IndexOf(']', StringComparison.Ordinal);
                return start >= 0 && end > start ? words[(start + 1)..end] : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public byte* Reserve(nuint length) => (byte*)Libc.ReserveAddresses(length);

    /// <inheritdoc/>
    public bool TryOpen(byte* start, nuint length) => Libc.TryOpen(start, length);

    /// <inheritdoc/>
    public bool TryMapHuge(byte* start, nuint length, int pageShift) => Libc.TryMapHugePages(start, length, pageShift);

    /// <inheritdoc/>
    public void PreferNode(byte* start, nuint length, int node) => _ = Libc.TryPreferNode(start, length, node);

    /// <inheritdoc/>
    public bool TryPopulate(byte* start, nuint length) => Libc.TryPopulate(start, length);

    /// <inheritdoc/>
    public void AdviseHuge(byte* start, nuint length) => _ = Libc.TryAdviseHugePages(start, length);

    /// <inheritdoc/>
    public bool TryCollapse(byte* start, nuint length) => Libc.TryCollapse(start, length);

    /// <inheritdoc/>
    public void Release(byte* start, nuint length) => Libc.Unmap(start, length);

    /// <inheritdoc/>
    /// <remarks>
    /// A range of the file begins with <c>7f2176400000-7f2178400000 rw-p …</c>; lines <c>AnonHugePages:  32768 kB</c> belong to the range above
    /// them. The mapped range is one there, or several: it has neighbours without access, so the system joins it with no other.
    /// </remarks>
    public ulong CountTransparent(byte* start, nuint length)
    {
        const string Field = "AnonHugePages:";
        ulong first = (ulong)start, end = first + length, bytes = 0;
        bool isInside = false;
        try
        {
            foreach (string line in File.ReadLines(Ranges))
            {
                if (FirstAddress(line) is { } address)
                {
                    if (address >= end) break;
                    isInside = address >= first;
                }
                else if (isInside && line.StartsWith(Field, StringComparison.Ordinal))
                {
                    ReadOnlySpan<char> number = line.AsSpan(Field.Length).TrimEnd("kB").Trim();
                    bytes += 1024 * (ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong kibibytes) ? kibibytes : 0);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        return bytes;
    }

    private static ulong? FirstAddress(string line)
    {
        int dash = line.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && ulong.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
            ? address : null;
    }
}
