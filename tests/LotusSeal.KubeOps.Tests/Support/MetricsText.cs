using System.Text;
using Prometheus;

namespace LotusSeal.KubeOps.Tests.Support;

/// <summary>What a scrape sees.</summary>
internal static class MetricsText
{
    public static async Task<string> OfAsync(CollectorRegistry registry)
    {
        using MemoryStream stream = new();
        await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
