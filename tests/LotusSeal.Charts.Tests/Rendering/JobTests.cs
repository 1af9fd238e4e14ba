using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>What of an object cannot be changed is not changed: an API server refuses it, and the upgrade with it.</summary>
public sealed class JobTests : IDisposable
{
    private const string All = "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node,parameters.enabled=true";

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();

    public void Dispose() => _helm.Dispose();

    /// <summary>A Job with another specification has another name, so that Helm makes it and removes the one of before.</summary>
    [Theory]
    [InlineData("images.pullSecrets={registry}")]
    [InlineData("images.pullPolicy=Always")]
    [InlineData("images.tag=next")]
    [InlineData("operator.image=other:1")]
    [InlineData("operator.lotusImage=other:1")]
    [InlineData("miner.tolerations[0].operator=Exists")]
    [InlineData("miner.nodeSelector.disk=ssd")]
    [InlineData("miner.tokenSecretName=other")]
    [InlineData("miner.resources.limits.memory=3Gi")]
    [InlineData("parameters.resources.limits.memory=8Gi")]
    [InlineData("parameters.resources.requests.cpu=2")]
    [InlineData("parameters.gateway=https://example.com/ipfs/")]
    [InlineData("parameters.sectorSize=64GiB")]
    [InlineData("parameters.env[0].name=HTTPS_PROXY,parameters.env[0].value=http://proxy:3128")]
    [InlineData("parameters.nodeSelector.disk=ssd")]
    [InlineData("parameters.tolerations[0].operator=Exists")]
    public async Task A_job_that_changes_has_another_name(string change)
    {
        Dictionary<string, string> before = await SpecsAsync(All), after = await SpecsAsync($"{All},{change}");
        Assert.Equal(2, before.Count);
        Assert.All(after.Where(job => before.ContainsKey(job.Key)), job => Assert.Equal(before[job.Key], job.Value));
    }

    /// <summary>The miner's StatefulSet takes another template, and nothing else.</summary>
    [Theory]
    [InlineData("images.tag=next,images.pullSecrets={registry}")]
    [InlineData("miner.port=2346,miner.resources.limits.memory=3Gi,miner.tolerations[0].operator=Exists")]
    [InlineData("parameters.enabled=false,miner.init.enabled=true")]
    public async Task The_miner_changes_in_its_template_alone(string change)
    {
        JsonNode before = await MinerAsync(All), after = await MinerAsync($"{All},{change}");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    private async Task<Dictionary<string, string>> SpecsAsync(string values) => (await ChartFolder.RenderAsync(_helm, "farm", "--set", values))
        .Where(one => one["kind"]!.GetValue<string>() == "Job" && one["metadata"]!["annotations"]?["helm.sh/hook"] is null)
        .ToDictionary(one => one["metadata"]!["name"]!.GetValue<string>(), one => one["spec"]!.ToJsonString());

    private async Task<JsonNode> MinerAsync(string values)
    {
        JsonObject spec = (await ChartFolder.RenderAsync(_helm, "farm", "--set", values))
            .Single(one => one["kind"]!.GetValue<string>() == "StatefulSet")["spec"]!.AsObject();
        spec.Remove("template");
        return spec;
    }
}
