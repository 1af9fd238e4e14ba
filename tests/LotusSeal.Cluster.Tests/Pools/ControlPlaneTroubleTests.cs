using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>An API server or a store that is away, and an operator that begins while nothing is known, cost no worker.</summary>
public sealed class ControlPlaneTroubleTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    private const string Server = "kube-apiserver", Store = "etcd";

    private readonly List<string> _away = [];
    private int _execs;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (MinerAddress.Length > 0) await RestoreAsync();
        await base.DisposeAsync();
    }

    [Theory, InlineData(Server), InlineData(Store)]
    public async Task A_drain_waits_while_it_is_away_and_goes_on_when_it_is_back(string component)
    {
        await ApplyPoolAsync("cut", $"replicas: 2, {Plain}, {OwnDisk}");
        await UntilReadyAsync("cut", 2);
        string busy = await MakeBusyAsync("cut");
        Dictionary<string, string> before = await PodsAsync("cut");
        string[] containers = [await ContainerAsync("cut-0"), await ContainerAsync("cut-1")];
        string miner = await ContainerAsync("lotus-miner");
        await KubectlAsync("annotate", "pod", busy, "lotusseal.io/drain=true");
        await UntilConditionAsync("cut", "Draining", "Requested", "PC1 of sector 0");

        await KillAsync(component);
        await Operator.WaitForLogAsync("leads no more");
        await MinerOnNodeAsync(miner, "fault", "clear");
        await Patience.UntilAsync("the task ends meanwhile",
            async () => !(await MinerOnNodeAsync(miner, "sealing", "jobs")).Contains("PC1", StringComparison.Ordinal));
        Assert.False(Operator.HasExited, Operator.Log);
        string running = await ContainersAsync("task", "ls");
        Assert.All(containers, container => Assert.Matches($"{container} +[0-9]+ +RUNNING", running));

        await RestoreAsync();
        await UntilReplacedAsync("cut", busy, before[busy]);
        await UntilProvingAsync();
        string idle = before.Keys.Single(name => name != busy);
        Assert.Equal(before[idle], (await PodsAsync("cut"))[idle]);
        Assert.DoesNotContain("JobsGivenUp", await KubectlAsync("get", "events"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_that_begins_does_nothing_before_it_has_heard_the_miner()
    {
        await ApplyPoolAsync("cut", $"replicas: 2, {Plain}, {OwnDisk}");
        await UntilReadyAsync("cut", 2);
        await MakeBusyAsync("cut");
        Dictionary<string, string> before = await PodsAsync("cut");
        await Operator.KillAsync();
        await KillAsync(Server);
        await KillAsync(Store);
        await RestoreAsync();
        await FreezeMinerAsync();
        await ChangeAsync("cut");
        await KubectlAsync("scale", "sealworker", "cut", "--replicas=3");

        Operator.Start();
        await UntilConditionAsync("cut", "Ready", "MinerUnreachable");
        await PassesAsync();
        Dictionary<string, string> now = await PodsAsync("cut");
        Assert.All(before, pod => Assert.Equal(pod.Value, now[pod.Key]));
        Assert.Equal(["cut-0", "cut-1", "cut-2"], now.Keys.Order());
        Assert.DoesNotContain("lotusseal.io/drain", await KubectlAsync("get", "pods", "-o", "yaml"), StringComparison.Ordinal);

        await ThawMinerAsync();
        await LetEndAsync();
        await UntilProvingAsync();
        await Patience.UntilAsync("both of before are replaced",
            async () => await PodsAsync("cut") is { Count: 3 } pods && !pods.Values.Intersect(before.Values).Any(), () => Operator.Log);
        Assert.Equal(now["cut-2"], (await PodsAsync("cut"))["cut-2"]);
    }

    private async Task KillAsync(string component)
    {
        await Node.SignalAsync(component, "KILL");
        _away.Insert(0, component);
    }

    private async Task RestoreAsync()
    {
        foreach (string component in _away) await Node.StartComponentAsync(component);
        _away.Clear();
        await Node.UntilKubectlAsync("the API server answers", "get", "--raw", "/readyz");
    }

    /// <summary>Runs the miner's command in its container without the API server.</summary>
    private Task<string> MinerOnNodeAsync(string container, params string[] line) =>
        ContainersAsync(["task", "exec", "--exec-id", $"test-{Interlocked.Increment(ref _execs)}", container, "lotus-seal-devminer", .. line]);
}
