using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>A node that is silent may still seal: its workers are replaced only when it is known to be gone.</summary>
public sealed class LostNodeTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    private string _node = "";
    private bool _isFrozen;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _node = await NodeNameAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_isFrozen) await ThawAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_worker_of_a_silent_node_goes_on_and_is_replaced_when_its_task_has_ended()
    {
        await ApplyPoolAsync("far", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("far", 1);
        await MakeBusyAsync("far");
        Dictionary<string, string> before = await PodsAsync("far");
        await FreezeAsync();
        await ChangeAsync("far");
        await UntilConditionAsync("far", "Draining", "Update", "PC1 of sector 0");
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("far"));

        await ThawAsync();
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("far"));
        await LetEndAsync();
        await UntilReplacedAsync("far", "far-0", before["far-0"]);
        await UntilProvingAsync();
    }

    [Fact]
    public async Task The_workers_of_a_deleted_node_are_given_up_and_made_again()
    {
        await ApplyPoolAsync("far", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("far", 1);
        await MakeBusyAsync("far");
        Dictionary<string, string> before = await PodsAsync("far");
        await FreezeAsync();
        await Node.KubectlAsync("delete", "node", _node);
        await Patience.UntilAsync("another pod is there instead",
            async () => await PodsAsync("far") is { Count: 1 } now && !now.Values.Intersect(before.Values).Any(), () => Operator.Log);
        await Patience.UntilAsync("its jobs are given up",
            async () => (await KubectlAsync("get", "events")).Contains("JobsGivenUp", StringComparison.Ordinal), () => Operator.Log);
        await UntilPoolAsync("far", "it waits for a node", pool => pool["status"]!["workers"]!.AsArray()
            .Any(worker => worker!["managed"]?.GetValue<bool>() == true && worker["phase"]!.GetValue<string>() == "Pending"));
    }

    /// <summary>Nothing on the node hears of anything, and what runs there runs on, the miner and the way to it as well.</summary>
    private async Task FreezeAsync()
    {
        _isFrozen = true;
        foreach (string component in Components) await Node.SignalAsync(component, "STOP");
        await Node.UntilKubectlAsync("the node is silent", "wait", "--for=condition=Ready=Unknown", $"node/{_node}", "--timeout=5s");
    }

    /// <summary>A kubelet that starts again makes its node anew if that was deleted.</summary>
    private async Task ThawAsync()
    {
        _isFrozen = false;
        foreach (string component in Components) await Node.SignalAsync(component, "CONT");
        if ((await Node.TryKubectlAsync(["get", "node", _node])).ExitCode != 0)
        {
            await Node.SignalAsync("kubelet", "KILL");
            await Node.StartComponentAsync("kubelet");
        }

        await Node.UntilKubectlAsync("the node is ready", "wait", "--for=condition=Ready", $"node/{_node}", "--timeout=5s");
    }

    private static readonly string[] Components = ["kubelet", "kube-proxy"];
}
