using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>Pods from which somebody has taken what binds them to their pool. They still run.</summary>
public sealed class ReleasedPodTests
{
    [Fact]
    public void A_pod_without_its_label_gets_it_back_and_nothing_else_is_done() =>
        Assert.Equal([new LabelPod("pool-1", "uid-1")], new Scene().With(1, pod => pod with { IsUnlabelled = true }).Plan.Actions);

    [Fact]
    public void Jobs_of_a_worker_whose_pod_is_there_without_an_owner_are_not_given_up()
    {
        Scene scene = new Scene().WithoutPod(2).Listed(2, _ => null).JobsOf(Guid.Empty, Scene.Job(8, host: "pool-2.sealing"));
        scene.Pool.Spec.Replicas = 2;
        scene.Claims.RemoveAt(2);
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-2", Managed = true, Session = Scene.Session(2).ToString() }] };
        Assert.NotEmpty(scene.Plan.Actions);
        PoolObservation seen = scene.Seen with { ReleasedPods = new HashSet<string> { "pool-2" } };
        Assert.Empty(PoolPlanner.Decide(seen).Actions);
    }

    [Fact]
    public void A_pool_that_is_deleted_and_has_lost_its_pods_to_nobody_goes_and_leaves_them_their_jobs()
    {
        Scene scene = new Scene(workers: 1).WithoutPod(0).Busy(0, Scene.Job(3));
        scene.Pool.Metadata.DeletionTimestamp = Scene.Now.UtcDateTime;
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-0", Managed = true, Session = Scene.Session(0).ToString() }] };
        PoolPlan plan = PoolPlanner.Decide(scene.Seen with { ReleasedPods = new HashSet<string> { "pool-0" } });
        Assert.Equal(PoolVerdict.Gone, plan.Verdict);
        Assert.IsType<RemoveFinalizer>(Assert.Single(plan.Actions));
    }
}
