using System.Globalization;

namespace LotusSeal.Sealing.Memory;

/// <summary>How many bytes of some memory are in pages of which kind.</summary>
/// <param name="Bytes">All of it; what is in no other kind is in ordinary pages.</param>
/// <param name="Gigantic">In pages of 1 GiB of hugetlbfs.</param>
/// <param name="Huge">In pages of 2 MiB of hugetlbfs.</param>
/// <param name="Transparent">In transparent huge pages.</param>
public readonly record struct PageUse(ulong Bytes, ulong Gigantic, ulong Huge, ulong Transparent)
{
    /// <summary>Bytes in ordinary pages.</summary>
    public ulong Ordinary => Bytes - Large;

    /// <summary>Percent in huge pages of any kind; 100 of nothing. Rounded down: 100 is all.</summary>
    public int LargePercent => Percent(Large);

    private ulong Large => Gigantic + Huge + Transparent;

    /// <summary>Both together.</summary>
    public static PageUse operator +(PageUse left, PageUse right) => new(
        left.Bytes + right.Bytes, left.Gigantic + right.Gigantic, left.Huge + right.Huge, left.Transparent + right.Transparent);

    /// <summary>Without a part of it.</summary>
    public static PageUse operator -(PageUse left, PageUse right) => new(
        left.Bytes - right.Bytes, left.Gigantic - right.Gigantic, left.Huge - right.Huge, left.Transparent - right.Transparent);

    /// <summary>Both together.</summary>
    public static PageUse Add(PageUse left, PageUse right) => left + right;

    /// <summary>Without a part of it.</summary>
    public static PageUse Subtract(PageUse left, PageUse right) => left - right;

    /// <summary>For instance <c>64 GiB: 50 % in pages of 1 GiB of hugetlbfs, 50 % in transparent huge pages</c>.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. Part(Gigantic, "pages of 1 GiB of hugetlbfs"), .. Part(Huge, "pages of 2 MiB of hugetlbfs"),
            .. Part(Transparent, "transparent huge pages"), .. Part(Ordinary, "ordinary pages"),
        ];
        return $"{Size()}: {(parts.Length == 0 ? "no pages" : string.Join(", ", parts))}";
    }

    private string[] Part(ulong bytes, string kind) =>
        bytes == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{Percent(bytes)} % in {kind}")];

    private int Percent(ulong bytes) => Bytes == 0 ? 100 : (int)((UInt128)bytes * 100 / Bytes);

    /// <summary>Layers are whole gibibytes, or whole mebibytes, or small.</summary>
    private string Size()
    {
        (ulong unit, string name) = Bytes switch { >= 1UL << 30 => (1UL << 30, "GiB"), >= 1UL << 20 => (1UL << 20, "MiB"), _ => (1UL << 10, "KiB") };
        return string.Create(CultureInfo.InvariantCulture, $"{(double)Bytes / unit:0.##} {name}");
    }
}
