using k8s.Models;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>Single decisions of the plan.</summary>
public sealed class PoolPlannerTests
{
    private static ObservedPod Unstarted(ObservedPod pod) =>
        pod with { Phase = PodPhase.Pending, IsReady = false, IsRunning = false, HasRun = false, Registered = null, Answer = null, Node = null };

    private static ObservedPod Failed(ObservedPod pod, TimeSpan ago, int failures = 0) =>
        Unstarted(pod) with { Phase = PodPhase.Failed, FailedAt = Scene.Now - ago, Failures = failures, Problem = Evicted };

    private static PodProblem Evicted { get; } = new(PodProblemKind.Failed, "Evicted");

    private static IEnumerable<(string Pod, DrainReason Reason)> Marks(Scene scene) =>
        scene.Plan.Actions.OfType<MarkDrain>().Select(mark => (mark.Pod, mark.Reason));

    [Fact]
    public void A_good_pool_needs_nothing() => Assert.Empty(new Scene().Plan.Actions);

    [Fact]
    public void Missing_workers_are_made_with_their_claims_lowest_ordinal_first()
    {
        Scene scene = new(0);
        scene.Pool.Spec.Replicas = 2;
        Assert.Equal([new CreateClaim(0), new CreatePod(0), new CreateClaim(1), new CreatePod(1)], scene.Plan.Actions);
    }

    [Fact]
    public void A_volume_that_may_hold_sectors_gets_its_pod_before_a_lower_ordinal()
    {
        Scene scene = new Scene().WithoutPod(0).WithoutPod(2);
        scene.Pool.Spec.Replicas = 2;
        scene.Claims[0] = scene.Claims[0] with { IsEvacuated = true };
        Assert.Equal([new CreatePod(2)], scene.Plan.Actions);
    }

    [Fact]
    public void Pods_are_made_without_the_miner_too()
    {
        Scene scene = new Scene().WithoutPod(1);
        scene.IsMinerKnown = false;
        Assert.Equal([new CreatePod(1)], scene.Plan.Actions);
    }

    [Theory]
    [InlineData(PoolAnnotations.Paused, "true", PoolVerdict.Paused)]
    [InlineData("other", "true", PoolVerdict.Acts)]
    public void A_pause_stops_everything(string annotation, string value, PoolVerdict verdict)
    {
        Scene scene = new Scene().WithoutPod(1);
        scene.Pool.Metadata.Annotations[annotation] = value;
        Assert.Equal((verdict, verdict == PoolVerdict.Acts), (scene.Plan.Verdict, scene.Plan.Actions.Count > 0));
    }

    [Fact]
    public void Nothing_is_done_for_a_pool_that_makes_no_sense()
    {
        Scene scene = new Scene().WithoutPod(1);
        scene.Pool.Spec.Storage = new();
        Assert.Equal(PoolVerdict.Invalid, scene.Plan.Verdict);
        Assert.Empty(scene.Plan.Actions);
    }

    [Fact]
    public void Another_miner_is_not_believed_before_a_person_says_so()
    {
        Scene scene = new Scene { Actor = "t02000" }.WithoutPod(1);
        scene.Pool.Status = new() { Miner = new() { Actor = "t01000" } };
        Assert.Equal(PoolVerdict.MinerChanged, scene.Plan.Verdict);
        Assert.Empty(scene.Plan.Actions);
        scene.Pool.Metadata.Annotations[PoolAnnotations.ConfirmMiner] = "t02000";
        Assert.Equal(PoolVerdict.Acts, scene.Plan.Verdict);
    }

    [Fact]
    public void The_idle_worker_with_the_fewest_sectors_goes_first()
    {
        Scene scene = new Scene(4).Busy(3, Scene.Job(1)).Holds(0, 5, 6).Holds(2, 7);
        scene.Pool.Spec.Replicas = 3;
        Assert.Equal([("pool-1", DrainReason.ScaleDown)], Marks(scene));
        scene.Pool.Spec.Replicas = 1;
        Assert.Equal(["pool-1", "pool-2", "pool-0"], Marks(scene).Select(mark => mark.Pod));
    }

    [Fact]
    public void Of_equal_workers_the_highest_ordinal_goes()
    {
        Scene scene = new();
        scene.Pool.Spec.Replicas = 2;
        Assert.Equal([("pool-2", DrainReason.ScaleDown)], Marks(scene));
    }

    [Fact]
    public void One_that_has_not_begun_goes_before_all_others()
    {
        Scene scene = new Scene().With(0, Unstarted).Listed(0, _ => null);
        scene.Pool.Spec.Replicas = 2;
        Assert.Equal([("pool-0", DrainReason.ScaleDown)], Marks(scene));
    }

    [Fact]
    public void Without_the_miner_only_one_that_has_not_begun_is_chosen()
    {
        Scene scene = new Scene().With(1, Unstarted);
        (scene.Pool.Spec.Replicas, scene.IsMinerKnown) = (0, false);
        Assert.Equal([("pool-1", DrainReason.ScaleDown)], Marks(scene));
    }

    [Fact]
    public void An_old_answer_of_the_miner_is_none()
    {
        PoolObservation seen = new Scene().Seen;
        Assert.NotNull((seen with { Now = Scene.Now.AddSeconds(45) }).Miner);
        Assert.Null((seen with { Now = Scene.Now.AddSeconds(46) }).Miner);
        // The clock was put back: nobody knows how old it is. A moment of it is what clocks do.
        Assert.Null((seen with { Now = Scene.Now.AddHours(-1) }).Miner);
        Assert.NotNull((seen with { Now = Scene.Now.AddMilliseconds(-20) }).Miner);
    }

    [Fact]
    public void Scaling_up_does_not_wait_for_drains_that_go_for_good()
    {
        Scene scene = new Scene().Drained(1, DrainReason.ScaleDown).Drained(2, DrainReason.ScaleDown);
        Assert.Equal([3, 4], scene.Plan.Actions.OfType<CreatePod>().Select(create => create.Ordinal));
    }

    [Fact]
    public void A_worker_that_is_updated_keeps_its_place() =>
        Assert.Empty(new Scene().Drained(1, DrainReason.Update).Plan.Actions.OfType<CreatePod>());

    [Fact]
    public void A_pool_that_is_resumed_takes_its_own_ordinals_again()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Suspend).WithoutPod(2);
        Assert.Equal([2], scene.Plan.Actions.OfType<CreatePod>().Select(create => create.Ordinal));
    }

    [Fact]
    public void A_suspended_pool_drains_all_and_keeps_its_claims()
    {
        Scene scene = new();
        scene.Pool.Spec.Suspend = true;
        Assert.Equal(3, Marks(scene).Count(mark => mark.Reason == DrainReason.Suspend));
        Assert.Empty(scene.Plan.Actions.OfType<DeleteClaim>());
    }

    [Fact]
    public void An_update_goes_one_by_one_and_takes_the_idle_first()
    {
        Scene scene = new Scene().Busy(0, Scene.Job(1)).Busy(2, Scene.Job(2), Scene.Job(3));
        scene.Pool.Spec.Niceness = 3;
        Assert.Equal([("pool-1", DrainReason.Update)], Marks(scene));
        scene.Drained(1, DrainReason.Update);
        Assert.Empty(Marks(scene));
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("67%", 2)]
    [InlineData("10%", 1)]
    [InlineData("100%", 3)]
    public void As_many_at_once_as_may_be_missing(string unavailable, int marked)
    {
        Scene scene = new();
        scene.Pool.Spec.Update.MaxUnavailable = unavailable;
        scene.Pool.Spec.Niceness = 3;
        Assert.Equal(marked, Marks(scene).Count());
    }

    [Fact]
    public void Nobody_is_updated_while_a_worker_is_missing_or_the_miner_does_not_list_it()
    {
        Scene scene = new Scene().Listed(2, _ => null);
        scene.Pool.Spec.Niceness = 3;
        Assert.Equal([("pool-2", DrainReason.Update)], Marks(scene));
        Assert.Empty(Marks(scene.Listed(1, _ => null)));
    }

    [Fact]
    public void With_surge_a_new_worker_comes_first()
    {
        Scene scene = new();
        (scene.Pool.Spec.Update.MaxUnavailable, scene.Pool.Spec.Update.MaxSurge) = (0, 1);
        scene.Pool.Spec.Niceness = 3;
        Assert.Equal([3], scene.Plan.Actions.OfType<CreatePod>().Select(create => create.Ordinal));
        Assert.Empty(Marks(scene));
    }

    [Fact]
    public void Pods_that_people_delete_themselves_are_not_touched()
    {
        Scene scene = new();
        scene.Pool.Spec.Update.Type = UpdateType.OnDelete;
        scene.Pool.Spec.Niceness = 3;
        Assert.Empty(scene.Plan.Actions);
    }

    [Fact]
    public void A_new_token_replaces_lotus_workers_one_by_one_and_managed_ones_not_at_all()
    {
        Scene scene = new();
        scene.Credentials = scene.Credentials with { Hash = "ffffffffff" };
        Assert.Empty(scene.Plan.Actions);
        Scene lotus = new();
        lotus.Pool.Spec.Implementation = WorkerImplementation.Lotus;
        for (int ordinal = 0; ordinal < 3; ordinal++) lotus.With(ordinal, pod => pod with { Revision = lotus.Revision });
        Assert.Empty(lotus.Plan.Actions);
        lotus.Credentials = lotus.Credentials with { Hash = "ffffffffff" };
        Assert.Single(Marks(lotus));
    }

    [Fact]
    public void Workers_on_a_cordoned_node_are_drained()
    {
        Scene scene = new();
        scene.Nodes["node"] = new ObservedNode(IsCordoned: true);
        Assert.Equal(3, Marks(scene).Count(mark => mark.Reason == DrainReason.NodeCordoned));
    }

    /// <summary>A GPU that is really broken is lost by each new pod again: then a pod an hour tries it.</summary>
    [Theory, InlineData(59, false), InlineData(60, true)]
    public void A_worker_that_has_lost_a_gpu_is_replaced_when_it_is_an_hour_old(int minutes, bool isReplaced)
    {
        Scene scene = new();
        foreach (int ordinal in new[] { 0, 2 }) scene.LostGpu(ordinal, TimeSpan.FromMinutes(minutes));
        // One after the other, as in an update.
        Assert.Equal(isReplaced ? [("pool-2", DrainReason.GpuLost)] : [], Marks(scene));
        scene.Pool.Spec.Update.Type = UpdateType.OnDelete;
        Assert.Empty(Marks(scene));
    }

    [Fact]
    public void A_drain_that_a_person_asks_for_begins() =>
        Assert.Equal([("pool-1", DrainReason.Requested)], Marks(new Scene().With(1, pod => pod with { IsDrainRequested = true })));

    [Fact]
    public void A_drain_that_a_person_forces_begins() =>
        Assert.Equal([("pool-1", DrainReason.Requested)], Marks(new Scene().With(1, pod => pod with { IsForced = true })));

    [Fact]
    public void A_lost_worker_is_given_up_when_a_person_says_so_and_not_before()
    {
        Scene scene = new Scene().With(1, pod => pod with { Node = "gone", IsDrainRequested = true });
        Assert.Empty(Marks(scene));
        scene.With(1, pod => pod with { IsForced = true });
        Assert.Equal([("pool-1", DrainReason.Requested)], Marks(scene));
    }

    /// <summary>`kubectl drain` cordons, and an eviction asks for a drain: sectors in a folder of the node have to leave it all the same.</summary>
    [Fact]
    public void A_drain_that_is_asked_for_on_a_cordoned_node_is_one_for_the_node()
    {
        Scene scene = new Scene().With(1, pod => pod with { IsDrainRequested = true });
        scene.Nodes["node"] = new ObservedNode(IsCordoned: true);
        Assert.All(Marks(scene), mark => Assert.Equal(DrainReason.NodeCordoned, mark.Reason));
    }

    /// <summary>A new node is seen later than the first pod that it gets.</summary>
    [Fact]
    public void A_pod_that_never_ran_is_not_lost_by_a_node_that_nobody_knows()
    {
        Scene scene = new Scene().NeverBegan(1).With(1, pod => pod with { Node = "new" });
        Assert.Empty(scene.Plan.Actions);
        Assert.Contains(scene.With(1, pod => pod with { HasRun = true }).Plan.Actions, action => action is CreatePod);
    }

    /// <summary>Nobody may have asked for a drain before the node fell silent.</summary>
    [Fact]
    public void A_lost_worker_that_a_person_gives_up_is_drained()
    {
        Scene scene = new Scene().With(1, pod => pod with { Node = "gone" });
        Assert.Empty(Marks(scene));
        Assert.Equal([("pool-1", DrainReason.Requested)], Marks(scene.With(1, pod => pod with { IsForced = true })));
    }

    [Fact]
    public void A_lost_worker_is_replaced_by_another_ordinal_and_its_own_stays_reserved()
    {
        Scene scene = new Scene().With(1, pod => pod with { Node = "gone" });
        Assert.Equal([3], scene.Plan.Actions.OfType<CreatePod>().Select(create => create.Ordinal));
        // Its pod object is gone, its volume lies on a disk of that node.
        scene.WithoutPod(1).Claims[1] = scene.Claims[1] with { Node = "gone" };
        Assert.Equal([3], scene.Plan.Actions.OfType<CreatePod>().Select(create => create.Ordinal));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 4, false)]
    [InlineData(1, 5, true)]
    [InlineData(3, 19, false)]
    [InlineData(3, 20, true)]
    [InlineData(40, 299, false)]
    [InlineData(40, 300, true)]
    public void A_failed_pod_is_replaced_after_a_pause_that_grows(int failures, int seconds, bool replaced)
    {
        Scene scene = new Scene().With(1, pod => Failed(pod, TimeSpan.FromSeconds(seconds), failures)).Listed(1, _ => null);
        PoolAction[] actions = [.. scene.Plan.Actions];
        if (!replaced) Assert.Empty(actions);
        else Assert.Equal([new DeletePod("pool-1", "uid-1", DeleteGround.Failed, "Evicted"), new CreatePod(1, failures + 1)], actions);
    }

    [Fact]
    public void Pods_that_the_node_refused_are_counted_apart()
    {
        PodProblem refusal = new(PodProblemKind.Refused, "no GPU");
        Scene scene = new Scene().With(1, pod => Failed(pod, TimeSpan.FromHours(1), 2) with { Problem = refusal, Refusals = 7 });
        Assert.Equal(new CreatePod(1, 2, 8), scene.Listed(1, _ => null).Plan.Actions[^1]);
    }

    [Fact]
    public void A_worker_that_was_good_before_it_failed_begins_to_count_anew()
    {
        Scene scene = new Scene().With(1, pod => Failed(pod, TimeSpan.Zero, 6) with { Registered = Scene.Session(1).ToString(), HasRun = true });
        Assert.Equal(new CreatePod(1, 1), scene.Plan.Actions[^1]);
        scene.IsMinerKnown = false;
        Assert.Empty(scene.Plan.Actions);
    }

    [Fact]
    public void A_session_is_remembered_once()
    {
        Scene scene = new Scene().With(1, pod => pod with { Registered = null });
        Assert.Equal([new RememberRegistration("pool-1", "uid-1", Scene.Session(1))], scene.Plan.Actions);
    }

    [Fact]
    public void Claims_grow_with_the_specification()
    {
        Scene scene = new(1);
        scene.Pool.Spec.Storage.Sealing!.Claim!.Size = "2Ti";
        Assert.Equal([new GrowClaim(0, "2Ti")], scene.Plan.Actions);
    }

    [Theory]
    [InlineData(RetainPolicy.Delete, true, true)]
    [InlineData(RetainPolicy.Delete, false, false)]
    [InlineData(RetainPolicy.Retain, true, false)]
    public void A_claim_goes_only_when_a_drain_has_proved_it_empty(RetainPolicy retain, bool evacuated, bool goes)
    {
        Scene scene = new Scene().WithoutPod(2);
        scene.Pool.Spec.Replicas = 2;
        scene.Pool.Spec.Storage.Sealing!.Retain = retain;
        scene.Claims[2] = scene.Claims[2] with { IsEvacuated = evacuated };
        Assert.Equal(goes, scene.Plan.Actions.OfType<DeleteClaim>().Any());
    }

    [Fact]
    public void A_deleted_pool_drains_and_goes_with_its_last_pod()
    {
        Scene scene = new(1);
        scene.Pool.Metadata.DeletionTimestamp = Scene.Now.UtcDateTime;
        Assert.Equal([("pool-0", DrainReason.Deletion)], Marks(scene));
        Assert.Equal(PoolVerdict.Gone, scene.WithoutPod(0).Plan.Verdict);
        Assert.IsType<RemoveFinalizer>(scene.Plan.Actions[^1]);
    }

    [Fact]
    public void A_released_pool_goes_at_once()
    {
        Scene scene = new();
        scene.Pool.Metadata.DeletionTimestamp = Scene.Now.UtcDateTime;
        scene.Pool.Metadata.Annotations[PoolAnnotations.Release] = "true";
        Assert.IsType<RemoveFinalizer>(Assert.Single(scene.Plan.Actions));
    }

    [Fact]
    public void Jobs_of_a_worker_that_is_gone_for_good_are_given_up_but_not_those_of_a_stranger()
    {
        Scene scene = new Scene().WithoutPod(2).Listed(2, _ => null)
            .JobsOf(Guid.Empty, Scene.Job(8, host: "pool-2.sealing"), Scene.Job(9, host: "pool-7.sealing"));
        scene.Pool.Spec.Replicas = 2;
        scene.Claims.RemoveAt(2);
        Assert.Empty(scene.Plan.Actions);
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-2", Managed = true, Session = Scene.Session(2).ToString() }] };
        Assert.Equal([Scene.Job(8).Id], ((AbortJobs)scene.Plan.Actions[0]).Calls);
        Assert.Equal("path-2", ((DetachPaths)scene.Plan.Actions[1]).Paths[0].Id);
    }

    [Fact]
    public void Jobs_of_a_worker_that_comes_back_on_its_volume_are_its_own_to_return()
    {
        Scene scene = new Scene().WithoutPod(2).Listed(2, _ => null).JobsOf(Guid.Empty, Scene.Job(8, host: "pool-2.sealing"));
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-2", Managed = true, Session = Scene.Session(2).ToString() }] };
        Assert.Equal([new CreatePod(2)], scene.Plan.Actions);
    }

    [Fact]
    public void An_excess_worker_in_the_middle_of_an_update_stays_away_when_it_is_through()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update, TimeSpan.FromHours(2));
        scene.Pool.Spec.Replicas = 2;
        MarkDrain mark = Assert.IsType<MarkDrain>(Assert.Single(scene.Plan.Actions));
        Assert.Equal(("pool-1", DrainReason.ScaleDown, Scene.Now.AddHours(-2)), (mark.Pod, mark.Reason, mark.Started));
    }

    [Fact]
    public void One_that_has_left_the_index_unemptied_is_not_chosen_to_stay_away()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).WithoutPath(1)
            .With(1, pod => pod with { Answer = pod.Answer! with { IsEnabled = false, Tasks = [] } });
        scene.Pool.Spec.Replicas = 2;
        Assert.Equal([("pool-2", DrainReason.ScaleDown)], Marks(scene));
    }

    [Fact]
    public void Quantities_of_the_same_size_are_no_growth()
    {
        Scene scene = new(1);
        scene.Claims[0] = scene.Claims[0] with { Size = new ResourceQuantity("1024Gi").ToString() };
        Assert.Empty(scene.Plan.Actions);
    }

    [Fact]
    public void Jobs_of_an_earlier_session_that_the_worker_does_not_have_are_given_up()
    {
        WorkerJob lost = Scene.Job(8, host: "pool-1.sealing"), kept = Scene.Job(9, host: "pool-1.sealing"), sent = Scene.Job(10);
        Scene scene = new Scene().JobsOf(Guid.Empty, lost, kept).Busy(1, sent);
        Assert.Empty(scene.Plan.Actions);
        OpenCall call = new(kept.Id, null);
        scene.With(1, pod => pod with { Answer = pod.Answer! with { OpenCalls = [call] } });
        Assert.Empty(scene.Plan.Actions);
        scene.With(1, pod => pod with { Answer = pod.Answer! with { EarlierCalls = [call, new OpenCall(lost.Id, null)] } });
        Assert.Empty(scene.Plan.Actions);
        scene.With(1, pod => pod with { Answer = pod.Answer! with { EarlierCalls = [call] } });
        Assert.Equal([lost.Id], ((AbortJobs)Assert.Single(scene.Plan.Actions)).Calls);
        // It has not registered with the miner that was restarted, and works on.
        Assert.Empty(scene.Listed(1, _ => null).Plan.Actions.OfType<AbortJobs>());
    }
}
