using System.Text.Json.Nodes;
using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>What becomes of volumes, and of the sectors on them, when their pool goes.</summary>
public sealed class RetainTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    [Fact]
    public async Task A_sector_waits_on_its_volume_until_its_pool_is_there_again()
    {
        const string Stays = "tasks: [AP, PC1, PC2], gpu: { count: 0 }, drain: { quietPeriod: 1s, evacuate: Never }, storage: { sealing: { claim: { size: 1Gi } } }";
        string folder = await MakeVolumeAsync("keep-0-sealing", "1Gi");
        await ApplyPoolAsync("keep", Stays);
        await UntilReadyAsync("keep", 1);
        string claim = await FieldAsync("pvc", "keep-0-sealing", "{.metadata.uid}"), path = await PathAsync(folder);
        await MakeBusyAsync("keep");
        await KubectlAsync("delete", "sealworker", "keep", "--wait=false");
        await UntilConditionAsync("keep", "Draining", "Deletion", "PC1 of sector 0");
        await LetEndAsync();
        await KubectlAsync("wait", "--for=delete", "sealworker/keep", "--timeout=150s");
        Assert.Empty(await PodsAsync("keep"));
        Assert.Equal(claim, await FieldAsync("pvc", "keep-0-sealing", "{.metadata.uid}"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "sealed")));
        Assert.DoesNotContain(path, await MinerAsync("storage", "list"), StringComparison.Ordinal);

        await ApplyPoolAsync("keep", Stays);
        await UntilReadyAsync("keep", 1);
        await UntilProvingAsync();
        Assert.Equal(claim, await FieldAsync("pvc", "keep-0-sealing", "{.metadata.uid}"));
        Assert.Equal(path, await PathAsync(folder));
        Assert.Contains(path, await MinerAsync("storage", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_that_may_go_does_so_when_its_sector_has_left_it()
    {
        string folder = await MakeVolumeAsync("goes-0-sealing", "1Gi");
        await ApplyPoolAsync("goes", $"{Plain}, storage: {{ sealing: {{ claim: {{ size: 1Gi }}, retain: Delete }} }}");
        await UntilReadyAsync("goes", 1);
        await MakeBusyAsync("goes");
        await KubectlAsync("delete", "sealworker", "goes", "--wait=false");
        await UntilConditionAsync("goes", "Draining", "Deletion", "PC1 of sector 0");
        await PassesAsync();
        Assert.Equal("", await FieldAsync("pvc", "goes-0-sealing", "{.metadata.deletionTimestamp}"));

        await LetEndAsync();
        await KubectlAsync("wait", "--for=delete", "sealworker/goes", "--timeout=150s");
        await KubectlAsync("wait", "--for=delete", "pvc/goes-0-sealing", "--timeout=60s");
        await UntilProvingAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "sealed")));
    }

    /// <summary>The id of the path on a volume.</summary>
    private static async Task<string> PathAsync(string folder) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "sectorstore.json"), TestContext.Current.CancellationToken))!["ID"]!
            .GetValue<string>();
}
