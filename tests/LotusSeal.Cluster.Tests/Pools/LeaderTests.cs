using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>Two operators, of which one acts; what the leader has begun the other ends.</summary>
public sealed class LeaderTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    /// <summary>How the leader goes, in the middle of a drain.</summary>
    public enum Fault
    {
        Killed,
        Stopped,
        Frozen,
    }

    [Theory, InlineData(Fault.Killed), InlineData(Fault.Stopped), InlineData(Fault.Frozen)]
    public async Task Another_operator_goes_on_with_a_drain(Fault fault)
    {
        await ApplyPoolAsync("led", $"replicas: 2, {Quick}");
        await UntilReadyAsync("led", 2);
        Dictionary<string, string> before = await PodsAsync("led");
        string busy = await MakeBusyAsync("led"), idle = before.Keys.Single(name => name != busy);
        await using OperatorProgram other = NewOperator("other");
        other.Start();
        await Patience.UntilAsync("the other one waits", () => other.AnswersAsync("readyz"), () => other.Log);
        await KubectlAsync("scale", "sealworker", "led", "--replicas=0");
        await Patience.UntilAsync("the idle one is gone", async () => !(await PodsAsync("led")).ContainsKey(idle), () => Operator.Log);
        string first = await HolderAsync();

        if (fault == Fault.Killed) await Operator.KillAsync();
        else if (fault == Fault.Stopped) Assert.Equal(0, await Operator.TerminateAsync());
        else Operator.Freeze();
        await Patience.UntilAsync("the other one leads", async () => await HolderAsync() is { Length: > 0 } now && now != first, () => other.Log);
        if (fault == Fault.Frozen)
        {
            Operator.Thaw();
            await Operator.WaitForLogAsync("leads no more");
        }

        await UntilPoolAsync("led", "one is drained", pool => pool["status"]!["drainingReplicas"]!.GetValue<int>() == 1);
        Assert.Equal(new Dictionary<string, string> { [busy] = before[busy] }, await PodsAsync("led"));
        await MinerAsync("fault", "clear");
        await Patience.UntilAsync("the busy one is gone too", async () => (await PodsAsync("led")).Count == 0, () => other.Log);
        Assert.True(other.CountInLog($"pod {busy} is deleted (Drained)") > 0, other.Log);
        if (fault != Fault.Frozen) return;
        string after = Operator.Log;
        Assert.DoesNotContain($"{Namespace}/led: ", after[after.LastIndexOf("leads no more", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private Task<string> HolderAsync() => FieldAsync("lease", "lotus-seal-operator-leader", "{.spec.holderIdentity}");
}
