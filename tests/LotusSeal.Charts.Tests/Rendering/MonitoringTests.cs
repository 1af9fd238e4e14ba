using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>What the chart tells the Prometheus operator.</summary>
public sealed class MonitoringTests : IDisposable
{
    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    public void Dispose() => _helm.Dispose();

    /// <summary>lotus-worker has no metrics where lotus-seal-worker has them: each of its pods would count as down.</summary>
    [Fact]
    public async Task Pods_of_lotus_worker_are_not_scraped()
    {
        JsonNode monitor = (await ChartFolder.RenderAsync(_helm, "farm", "--set", "monitoring.podMonitors=true"))
            .Single(one => one["kind"]!.GetValue<string>() == "PodMonitor" && one["metadata"]!["name"]!.GetValue<string>() == "lotus-seal-worker");
        JsonNode without = monitor["spec"]!["selector"]!["matchExpressions"]!.AsArray()
            .Single(one => one!["key"]!.GetValue<string>() == "lotusseal.io/implementation")!;
        Assert.Equal("NotIn [\"Lotus\"]", $"{without["operator"]} {without["values"]!.ToJsonString()}");
    }
}
