using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>What the chart makes of a miner and of pools for it.</summary>
public sealed class MinerTests : IDisposable
{
    private const string Lotus = "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node";

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    public void Dispose() => _helm.Dispose();

    [Fact]
    public async Task It_tells_workers_a_name_that_they_reach_and_seals_nothing_itself()
    {
        JsonNode config = One(await RenderAsync(Lotus), "ConfigMap");
        string text = config["data"]!["config.toml"]!.GetValue<string>();
        Assert.Contains("RemoteListenAddress = \"lotus-miner.farm.svc:2345\"", text, StringComparison.Ordinal);
        Assert.Contains("ListenAddress = \"/ip4/0.0.0.0/tcp/2345/http\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("= true", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pools_of_the_chart_name_its_miner_unless_they_name_another()
    {
        IReadOnlyList<JsonNode> made = await RenderAsync(
            Lotus + ",pools.own.gpu.count=0,pools.other.miner.address=/ip4/10.0.0.1/tcp/2345/http,pools.other.miner.tokenSecretRef.name=t");
        Dictionary<string, JsonNode> miners = made.Where(one => one["kind"]!.GetValue<string>() == "SealWorker")
            .ToDictionary(one => one["metadata"]!["name"]!.GetValue<string>(), one => one["spec"]!["miner"]!);
        Assert.Equal(("/dns/lotus-miner.farm.svc/tcp/2345/http", "miner-token"), Of(miners["own"]));
        Assert.Equal(("/ip4/10.0.0.1/tcp/2345/http", "t"), Of(miners["other"]));
    }

    [Fact]
    public async Task Only_the_container_that_writes_the_token_has_an_account()
    {
        foreach (string persistence in new[] { "true", "false" })
        {
            IReadOnlyList<JsonNode> made = await RenderAsync($"{Lotus},miner.persistence.enabled={persistence}");
            string mount = "/var/run/secrets/kubernetes.io/serviceaccount";
            string[] with = [.. made.Select(one => one["spec"]?["template"]?["spec"]?["containers"]).OfType<JsonArray>().SelectMany(all => all)
                .Where(one => one!["volumeMounts"]?.ToJsonString().Contains(mount, StringComparison.Ordinal) == true)
                .Select(one => one!["name"]!.GetValue<string>())];
            Assert.Equal(["token"], with);
            JsonNode miner = One(made, "StatefulSet");
            Assert.False(miner["spec"]!["template"]!["spec"]!["automountServiceAccountToken"]!.GetValue<bool>());
            Assert.Equal(persistence == "false", miner.ToJsonString().Contains("publish-token", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_new_version_of_the_operator_leaves_the_miner_alone()
    {
        JsonNode before = One(await RenderAsync(Lotus), "StatefulSet"), after = One(await RenderAsync(Lotus + ",images.tag=next"), "StatefulSet");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        JsonNode changed = One(await RenderAsync(Lotus, "miner.config=[Sealing]\n  MaxSealingSectors = 3\n"), "StatefulSet");
        Assert.NotEqual(before.ToJsonString(), changed.ToJsonString());
    }

    [Fact]
    public async Task Containers_keep_to_the_restricted_profile()
    {
        foreach (JsonNode one in await RenderAsync(Lotus + ",miner.init.enabled=true,parameters.enabled=true"))
        {
            if (one["spec"]?["template"]?["spec"] is not { } pod) continue;
            Assert.True(pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>());
            foreach (JsonNode? container in new[] { pod["containers"], pod["initContainers"] }.OfType<JsonArray>().SelectMany(all => all))
            {
                Assert.True(container!["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>(), $"{container["name"]}");
                Assert.NotNull(container["resources"]!["limits"]!["memory"]);
            }
        }
    }

    private async Task<IReadOnlyList<JsonNode>> RenderAsync(string values, string? text = null) =>
        await ChartFolder.RenderAsync(_helm, "farm", text is null ? ["--set", values] : ["--set", values, "--set-string", text]);

    private static JsonNode One(IEnumerable<JsonNode> made, string kind) => made.Single(one => one["kind"]!.GetValue<string>() == kind);

    private static (string, string) Of(JsonNode miner) =>
        (miner["address"]!.GetValue<string>(), miner["tokenSecretRef"]!["name"]!.GetValue<string>());
}
