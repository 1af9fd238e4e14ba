using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>What holds for every pod that the chart makes.</summary>
public sealed class PodTests : IDisposable
{
    private const string All =
        "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node,miner.init.enabled=true,parameters.enabled=true";

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    public void Dispose() => _helm.Dispose();

    /// <summary>A quota refuses pods without them; those that no value is for could never be made, and an uninstall would hang.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_quota_finds_requests_and_limits_of_each_container(string persistence)
    {
        string values = $"{All},miner.persistence.enabled={persistence},operator.resources.limits.cpu=1,miner.resources.limits.cpu=1,"
            + "parameters.resources.limits.cpu=1";
        foreach (JsonNode container in (await PodsAsync(values)).SelectMany(ContainersOf))
        {
            foreach (string part in new[] { "requests", "limits" })
                foreach (string name in new[] { "cpu", "memory" })
                    Assert.True(container["resources"]![part]?[name] is not null, $"{container["name"]} has no {part} of {name}");
        }
    }

    [Fact]
    public async Task Each_part_runs_where_it_is_told_to()
    {
        string where = string.Join(',', new[] { "operator", "miner", "parameters" }
            .Select(part => $"{part}.tolerations[0].key={part},{part}.tolerations[0].operator=Exists"));
        Assert.All(await PodsAsync($"{All},{where}"), pod => Assert.Single(pod["tolerations"]!.AsArray()));
    }

    [Fact]
    public async Task Images_of_pools_are_pulled_as_the_charts_own_unless_they_say_otherwise()
    {
        IReadOnlyList<JsonNode> made = await ChartFolder.RenderAsync(_helm, "farm", "--set",
            "images.pullSecrets={registry},pools.own.gpu.count=0,pools.other.pod.imagePullSecrets[0].name=mine,pools.other.pod.env[0].name=A");
        Dictionary<string, JsonNode> pods = made.Where(one => one["kind"]!.GetValue<string>() == "SealWorker")
            .ToDictionary(one => one["metadata"]!["name"]!.GetValue<string>(), one => one["spec"]!["pod"]!);
        Assert.Equal("""[{"name":"registry"}]""", pods["own"]["imagePullSecrets"]!.ToJsonString());
        Assert.Equal("""[{"name":"mine"}]""", pods["other"]["imagePullSecrets"]!.ToJsonString());
        Assert.NotNull(pods["other"]["env"]);
    }

    [Fact]
    public async Task A_miner_of_a_cluster_without_IPv4_listens_all_the_same()
    {
        string lotus = (await ChartFolder.RenderAsync(_helm, "farm", "--set", $"{All},miner.ipv6=true"))
            .Single(one => one["kind"]!.GetValue<string>() == "ConfigMap")["data"]!["config.toml"]!.GetValue<string>();
        Assert.Contains("ListenAddress = \"/ip6/::/tcp/2345/http\"", lotus, StringComparison.Ordinal);
        JsonNode development = (await PodsAsync("miner.enabled=true,miner.kind=Development,miner.ipv6=true")).SelectMany(ContainersOf)
            .Single(container => container["name"]!.GetValue<string>() == "miner");
        Assert.Contains("--listen=::", development["args"]!.AsArray().Select(argument => argument!.GetValue<string>()));
    }

    private async Task<IReadOnlyList<JsonNode>> PodsAsync(string values) =>
        [.. (await ChartFolder.RenderAsync(_helm, "farm", "--set", values)).Select(one => one["spec"]?["template"]?["spec"]).OfType<JsonNode>()];

    private static IEnumerable<JsonNode> ContainersOf(JsonNode pod) =>
        new[] { pod["initContainers"], pod["containers"] }.OfType<JsonArray>().SelectMany(all => all).Select(one => one!);
}
