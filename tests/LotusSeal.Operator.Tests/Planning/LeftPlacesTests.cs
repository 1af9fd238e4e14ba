using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>A volume with sectors that no worker has any more is told, or nobody would miss it.</summary>
public sealed class LeftPlacesTests
{
    private static readonly ObservedClaim Used = new(7, "1Ti", "node");

    [Fact]
    public void A_used_volume_without_a_worker_is_told()
    {
        Assert.Null(With(null).Plan.Left);
        string left = With(Used).Plan.Left!;
        Assert.Contains("pool-7 may hold sectors", left, StringComparison.Ordinal);
        Assert.Contains("--replicas=4", left, StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_that_is_empty_or_goes_or_gets_a_worker_is_not()
    {
        Assert.Null(With(Used with { IsEvacuated = true }).Plan.Left);
        Assert.Null(With(Used with { IsUnused = true }).Plan.Left);
        Assert.Null(With(Used with { IsTerminating = true }).Plan.Left);
        Scene grown = With(Used);
        grown.Pool.Spec.Replicas = 4;
        Assert.Null(grown.Plan.Left);
    }

    [Fact]
    public void A_pool_that_keeps_sectors_on_its_volumes_has_nothing_to_tell()
    {
        Scene never = With(Used);
        never.Pool.Spec.Drain.Evacuate = EvacuatePolicy.Never;
        Assert.Null(never.Plan.Left);
        Scene suspended = With(Used);
        suspended.Pool.Spec.Suspend = true;
        Assert.Null(suspended.Plan.Left);
    }

    [Fact]
    public void A_claim_counts_as_used_once_a_worker_has_run_on_it()
    {
        Scene scene = new();
        scene.Claims[1] = scene.Claims[1] with { IsUnused = true };
        Assert.Equal(new MarkClaimUsed(1), Assert.Single(scene.Plan.Actions));
        Scene pending = new();
        pending.Claims[1] = pending.Claims[1] with { IsUnused = true };
        Assert.Empty(pending.NeverBegan(1).Plan.Actions);
    }

    private static Scene With(ObservedClaim? claim)
    {
        Scene scene = new();
        if (claim is not null) scene.Claims.Add(claim);
        return scene;
    }
}
