using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>Who is asked before an uninstall, and how long hooks may take.</summary>
public sealed class GuardTests : IDisposable
{
    private const string Miner = "miner.enabled=true,miner.kind=Development", Apart = "operator.enabled=false";

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    public void Dispose() => _helm.Dispose();

    /// <summary>Without its miner no worker can be drained, whoever brought the operator.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("operator.namespaces={one}", "--namespace=one")]
    [InlineData($"operator.namespaces={{one}},{Miner}", "--namespace=farm --namespace=one")]
    [InlineData($"{Apart},{Miner}", "--namespace=farm")]
    [InlineData(Apart, null)]
    [InlineData($"{Miner},uninstallGuard=false", null)]
    public async Task A_release_with_operator_or_miner_asks_for_their_pools(string values, string? asked)
    {
        JsonNode? guard = (await HooksAsync(values, "pre-delete")).SingleOrDefault(one => one["kind"]!.GetValue<string>() == "Job");
        IEnumerable<string>? namespaces = guard is null ? null
            : ArgumentsOf(guard).Where(word => word.StartsWith("--namespace", StringComparison.Ordinal)).Order();
        Assert.Equal(asked, namespaces is null ? null : string.Join(' ', namespaces));
    }

    /// <summary>Several releases with a miner may be in one cluster.</summary>
    [Fact]
    public async Task A_release_without_an_operator_needs_nothing_outside_of_its_namespace() => Assert.All(
        await HooksAsync($"{Apart},{Miner}", "pre-delete"), one => Assert.Equal("farm", one["metadata"]!["namespace"]!.GetValue<string>()));

    /// <summary>Helm waits for five minutes unless it is told otherwise: whoever ends first should be the one that says why.</summary>
    [Theory]
    [InlineData("pre-delete")]
    [InlineData("test")]
    public async Task A_hook_gives_up_before_Helm_does(string hook)
    {
        JsonNode job = (await HooksAsync("", hook)).Single(one => one["kind"]!.GetValue<string>() == "Job");
        Assert.InRange(job["spec"]!["activeDeadlineSeconds"]!.GetValue<long>(), 60, 299);
        Assert.NotNull(job["spec"]!["ttlSecondsAfterFinished"]);
        Assert.Equal("hook-failed", job["metadata"]!["annotations"]!["helm.sh/hook-output-log-policy"]!.GetValue<string>());
        Assert.DoesNotContain("--timeout=5m", ArgumentsOf(job));
    }

    private static string[] ArgumentsOf(JsonNode job) =>
        [.. job["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray().Select(word => word!.GetValue<string>())];

    private async Task<IReadOnlyList<JsonNode>> HooksAsync(string values, string hook) => [.. YamlText.Read(await _helm.RunAsync(
        ["template", "seal", ChartFolder.Main, "--namespace", "farm", .. values.Length == 0 ? [] : new[] { "--set", values }])).OfType<JsonObject>()
        .Where(one => one["metadata"]!["annotations"]?["helm.sh/hook"]?.GetValue<string>() == hook)];
}
