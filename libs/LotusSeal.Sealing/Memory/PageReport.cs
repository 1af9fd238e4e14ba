using System.Globalization;

namespace LotusSeal.Sealing.Memory;

/// <summary>What a person should know of the pages behind the layers of a sector.</summary>
/// <param name="pages">Those behind both layers.</param>
/// <param name="transparentSetting">The system's setting of transparent huge pages.</param>
internal sealed class PageReport(PageUse pages, string? transparentSetting)
{
    /// <summary>Below, no page is huge and nothing is lost by that.</summary>
    private const ulong NotedFrom = 4UL << 20;

    /// <summary>Two layers of 32 GiB.</summary>
    private const ulong WarnedFrom = 64UL << 30;

    /// <summary>Less is worth a warning, in percent.</summary>
    private const int NearlyAll = 95;

    /// <summary>What came, or null for sectors so small that it does not matter.</summary>
    public string? Note => pages.Bytes < NotedFrom ? null : $"memory of the layers, {pages}";

    /// <summary>What is lost and what to do, or null.</summary>
    public string? Warning => pages.Bytes < WarnedFrom || pages.LargePercent >= NearlyAll ? null : string.Create(CultureInfo.InvariantCulture,
        $"only {pages.LargePercent} % of the layers' memory is in huge pages, so labels take up to 25 % longer; {Remedy}");

    private string Remedy => transparentSetting switch
    {
        "always" or "madvise" => "the machine's memory is in pieces: set pages aside for this worker early (vm.nr_hugepages; in a pod the limit "
            + "hugepages-2Mi or hugepages-1Gi), or run fewer programs beside it",
        null => "this system has no transparent huge pages: set pages aside for this worker (vm.nr_hugepages; in a pod the limit hugepages-2Mi or "
            + "hugepages-1Gi)",
        _ => $"/sys/kernel/mm/transparent_hugepage/enabled is '{transparentSetting}': 'echo madvise' into it, or set pages aside for this worker "
            + "(vm.nr_hugepages; in a pod the limit hugepages-2Mi or hugepages-1Gi)",
    };
}
