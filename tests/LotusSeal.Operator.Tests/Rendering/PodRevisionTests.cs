using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Rendering;

/// <summary>Which changes replace pods.</summary>
public sealed class PodRevisionTests
{
    private static SealWorkerSpec Spec => RenderedCase.Load("claim").Pool.Spec;

    public static TheoryData<string, Action<SealWorkerSpec>> Passing => new()
    {
        { "replicas", spec => spec.Replicas = 7 },
        { "suspend", spec => spec.Suspend = true },
        { "drain", spec => spec.Drain.Timeout = "2h" },
        { "update", spec => spec.Update.MaxUnavailable = "50%" },
        { "policy", spec => spec.Network.Policy = NetworkPolicyMode.None },
        { "poll", spec => spec.Miner.PollInterval = "60s" },
        { "size", spec => spec.Storage.Sealing!.Claim!.Size = "9Ti" },
        { "retain", spec => spec.Storage.Sealing!.Retain = RetainPolicy.Delete },
        { "a value that is initial anyway", spec => spec.Gpu.Sharing = GpuSharing.Exclusive },
    };

    public static TheoryData<string, Action<SealWorkerSpec>> Replacing => new()
    {
        { "image", spec => spec.Image = "other" },
        { "tasks", spec => spec.Tasks = [PoolTask.PC1] },
        { "niceness", spec => spec.Niceness = 3 },
        { "gpu", spec => spec.Gpu.Count = 2 },
        { "address", spec => spec.Miner.Address = "/dns/other/tcp/2345" },
        { "memory", spec => spec.Resources.Limits = new Dictionary<string, k8s.Models.ResourceQuantity> { ["memory"] = new("1Gi") } },
        { "variable", spec => spec.Pod.Env = [new() { Name = "A", Value = "b" }] },
        { "port", spec => spec.Network.Port = 4000 },
    };

    [Theory, MemberData(nameof(Passing))]
    public void What_running_pods_do_not_depend_on_replaces_none(string what, Action<SealWorkerSpec> change)
    {
        SealWorkerSpec changed = Spec;
        change(changed);
        Assert.True(PodRevision.Of(changed, "a") == PodRevision.Of(Spec, "a"), what);
    }

    [Theory, MemberData(nameof(Replacing))]
    public void What_pods_are_made_from_replaces_them(string what, Action<SealWorkerSpec> change)
    {
        SealWorkerSpec changed = Spec;
        change(changed);
        Assert.True(PodRevision.Of(changed, "a") != PodRevision.Of(Spec, "a"), what);
    }

    [Fact]
    public void A_new_token_replaces_only_workers_that_cannot_read_it_again()
    {
        Assert.Equal(PodRevision.Of(Spec, "a"), PodRevision.Of(Spec, "b"));
        SealWorkerSpec lotus = RenderedCase.Load("lotus").Pool.Spec;
        Assert.NotEqual(PodRevision.Of(lotus, "a"), PodRevision.Of(lotus, "b"));
    }

    /// <summary>
    /// A later operator with another initial value, or a field more, must not replace what runs: this text is that of builder version 1.
    /// </summary>
    [Fact]
    public void A_pool_of_initial_values_has_the_revision_that_it_always_had() => Assert.Equal(
        """{"builderVersion":1,"gpu":{"count":0},"miner":{"address":"/dns/lotus-miner/tcp/2345/http","tokenSecretRef":{"name":"miner-token"}},"""
        + """
        "storage":{"sealing":{"claim":{}}}}
        """,
        PodRevision.Inputs(new SealWorkerSpec
        {
            Miner = new() { Address = "/dns/lotus-miner/tcp/2345/http", TokenSecretRef = new() { Name = "miner-token" } },
            Gpu = new() { Count = 0 },
            Storage = new() { Sealing = new() { Claim = new() { Size = "2Ti" } } },
        }, null));
}
