using LotusSeal.Lotus.Text;

namespace LotusSeal.Worker.Resources;

/// <summary>Memory that can be had, bytes.</summary>
/// <param name="Free">How much.</param>
/// <param name="Limit">Of how much.</param>
/// <param name="Group">The control group whose limit this is, or null for the machine.</param>
public sealed record MemoryRoom(ulong Free, ulong Limit, string? Group)
{
    /// <summary>For instance <c>this machine has 12 GiB available of 64 GiB</c>.</summary>
    public override string ToString() => Group is null
        ? $"this machine has {SizeText.Format(Free)} available of {SizeText.Format(Limit)}"
        : $"control group '{Group}' has {SizeText.Format(Free)} left of its limit of {SizeText.Format(Limit)}";
}

/// <summary>Pages of hugetlbfs that may be taken for layers.</summary>
/// <param name="Page">Bytes of a page.</param>
/// <param name="Total">Bytes of all pages, as far as control groups allow.</param>
/// <param name="Free">Bytes that nobody has or was promised, as far as control groups allow.</param>
public readonly record struct HugePool(ulong Page, ulong Total, ulong Free);
