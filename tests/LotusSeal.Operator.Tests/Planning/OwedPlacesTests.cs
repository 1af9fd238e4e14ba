using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>A volume with sectors that no worker has any more, in a pool that has become smaller, is emptied.</summary>
public sealed class OwedPlacesTests
{
    private static readonly ObservedClaim Used = new(7, "1Ti", "node");

    private static readonly CreatePod Emptier = new(7) { Drain = new DrainMark(DrainReason.ScaleDown, Scene.Now) };

    [Fact]
    public void A_used_volume_without_a_worker_gets_one_that_only_empties_it() =>
        Assert.Equal(Emptier, Assert.Single(With(Used).Plan.Actions));

    [Fact]
    public void A_volume_that_is_empty_or_given_up_or_goes_gets_none()
    {
        Assert.Empty(With(Used with { IsEvacuated = true }).Plan.Actions);
        Assert.Empty(With(Used with { IsUnused = true }).Plan.Actions);
        Assert.Empty(With(Used with { IsGivenUp = true }).Plan.Actions);
        Assert.Empty(With(Used with { IsTerminating = true }).Plan.Actions);
    }

    [Fact]
    public void A_pool_that_grows_takes_it_to_work()
    {
        Scene grown = With(Used with { IsGivenUp = true });
        grown.Pool.Spec.Replicas = 4;
        Assert.Equal([new MarkClaimGivenUp(7, IsGivenUp: false), new CreatePod(7)], grown.Plan.Actions);
    }

    [Fact]
    public void A_pool_that_keeps_sectors_on_its_volumes_makes_none()
    {
        Scene never = With(Used);
        never.Pool.Spec.Drain.Evacuate = EvacuatePolicy.Never;
        Assert.Empty(never.Plan.Actions);
        Scene deleted = With(Used);
        deleted.Pool.Metadata.DeletionTimestamp = Scene.Now.UtcDateTime;
        Assert.DoesNotContain(deleted.Plan.Actions, action => action is CreatePod);
        Scene suspended = With(Used);
        suspended.Pool.Spec.Suspend = true;
        Assert.DoesNotContain(suspended.Plan.Actions, action => action is CreatePod);
    }

    [Fact]
    public void A_folder_of_a_node_is_emptied_where_it_is()
    {
        Scene scene = Folders("0=node,1=node,2=node,7=node");
        Assert.Equal(Emptier with { Node = "node" }, Assert.Single(scene.Plan.Actions));
        Assert.DoesNotContain(Folders("0=node,1=node,2=node,7=gone").Plan.Actions, action => action is CreatePod);
    }

    [Fact]
    public void A_volume_on_a_node_that_is_gone_is_told()
    {
        Assert.Null(With(Used).Plan.Left);
        Scene gone = With(Used with { Node = "gone" });
        Assert.Empty(gone.Plan.Actions);
        Assert.Contains("pool-7-sealing on gone", gone.Plan.Left, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_never_began_waits_for_its_start_when_it_has_a_volume_to_empty()
    {
        Scene owed = NeverBegan();
        Assert.Equal(DrainStage.Waiting, owed.Step(1).Stage);
        Assert.Empty(owed.Plan.Actions);

        Scene unused = NeverBegan();
        unused.Claims[1] = unused.Claims[1] with { IsUnused = true };
        Assert.IsType<DeletePod>(unused.Step(1).Action);
        Scene deletion = new Scene().NeverBegan(1).Drained(1, DrainReason.Deletion);
        Assert.IsType<DeletePod>(deletion.Step(1).Action);
    }

    [Fact]
    public void One_of_an_earlier_specification_makes_room_for_the_next()
    {
        Scene never = NeverBegan().With(1, pod => pod with { Revision = "before" });
        Assert.Equal(DeleteGround.NeverRegistered, Assert.IsType<DeletePod>(never.Step(1).Action).Ground);
        Scene down = Down().With(1, pod => pod with { Revision = "before" });
        DeletePod delete = Assert.IsType<DeletePod>(down.Step(1).Action);
        Assert.Equal((DeleteGround.NotRunning, "version-1"), (delete.Ground, delete.ResourceVersion));
        Assert.Equal(DrainStage.Waiting, Down().Step(1).Stage);
    }

    [Fact]
    public void One_that_has_failed_is_followed_by_the_next_after_its_pause()
    {
        Scene failed = Failed(DrainReason.ScaleDown).Busy(1, Scene.Job(7));
        DrainMark mark = new(DrainReason.ScaleDown, Scene.Now.AddMinutes(-5));
        Assert.Equal([typeof(DeletePod), typeof(CreatePod)], failed.Plan.Actions.Select(action => action.GetType()));
        Assert.Equal(new CreatePod(1, Failures: 1) { Drain = mark }, failed.Plan.Actions[1]);

        Scene pausing = Failed(DrainReason.ScaleDown)
            .With(1, pod => pod with { Registered = null, Failures = 3, FailedAt = Scene.Now.AddSeconds(-2) });
        Assert.Empty(pausing.Plan.Actions);
        Assert.DoesNotContain(Failed(DrainReason.Suspend).Plan.Actions, action => action is CreatePod);
    }

    [Fact]
    public void One_that_is_given_up_is_followed_by_none()
    {
        Scene forced = new Scene().Drained(1, DrainReason.ScaleDown).WithoutPath(1)
            .With(1, pod => pod with { IsForced = true, Answer = pod.Answer! with { IsEnabled = false } });
        forced.Pool.Spec.Replicas = 2;
        Assert.Equal(new MarkClaimGivenUp(1, IsGivenUp: true), forced.Step(1).Action);
        forced.Claims[1] = forced.Claims[1] with { IsGivenUp = true };
        Assert.Equal(DeleteGround.Forced, Assert.IsType<DeletePod>(forced.Step(1).Action).Ground);

        Scene never = NeverBegan().With(1, pod => pod with { IsForced = true });
        Assert.Equal(new MarkClaimGivenUp(1, IsGivenUp: true), never.Step(1).Action);
        Scene update = forced.Drained(1, DrainReason.Update);
        update.Claims[1] = update.Claims[1] with { IsGivenUp = false };
        Assert.IsType<DeletePod>(update.Step(1).Action);
    }

    [Fact]
    public void A_folder_that_is_given_up_binds_no_more()
    {
        Scene scene = Folders("0=node,1=node,2=node").Drained(1, DrainReason.ScaleDown).With(1, pod => pod with { IsForced = true });
        Assert.Contains(new BindPlaces("0=node,2=node"), scene.Plan.Actions);
    }

    [Fact]
    public void What_the_miner_has_of_a_worker_is_left_to_the_one_that_empties_its_volume()
    {
        Scene scene = With(Used).Path(7, "path-7", $"http://{PoolNames.Dns("pool", "sealing", 7)}:3456/remote").Busy(7, Scene.Job(7));
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-7", Managed = true, Session = Scene.Session(7).ToString() }] };
        Assert.Equal(Emptier, Assert.Single(scene.Plan.Actions));
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

    /// <summary>Between the start of its process and its first words to the miner it looks like one that never gets there.</summary>
    [Fact]
    public void One_that_starts_has_time_to_come_to_the_miner()
    {
        Assert.Equal(DrainStage.Waiting, Starting().Step(1).Stage);
        Assert.Empty(Starting().Plan.Actions);
        Assert.IsType<DeletePod>(Starting().With(1, pod => pod with { Revision = "before" }).Step(1).Action);
        Scene forced = Starting().With(1, pod => pod with { IsForced = true });
        Assert.Equal(new MarkClaimGivenUp(1, IsGivenUp: true), forced.Step(1).Action);
    }

    [Fact]
    public void Claims_of_an_earlier_pool_are_none_of_one_that_seals_elsewhere()
    {
        foreach (SealingStorage storage in new SealingStorage[] { new() { EmptyDir = new() }, new() { HostPath = new() { Path = "/sealing" } } })
        {
            Scene scene = With(Used);
            scene.Pool.Spec.Storage.Sealing = storage;
            scene.Drained(1, DrainReason.ScaleDown).Pool.Spec.Replicas = 2;
            for (int ordinal = 0; ordinal < 3; ordinal++) scene.With(ordinal, pod => pod with { Revision = scene.Revision });
            scene.With(1, pod => pod with { IsEvacuated = true, Answer = pod.Answer! with { IsEnabled = false, Tasks = [] } });
            Assert.IsType<DetachStorage>(scene.Step(1).Action);
            Assert.DoesNotContain(scene.Plan.Actions, action => action is CreatePod or MarkClaim);
        }
    }

    [Fact]
    public void A_worker_that_is_given_up_in_a_pool_that_is_suspended_comes_back_to_its_sectors()
    {
        Scene claim = new Scene().Drained(1, DrainReason.Suspend).WithoutPath(1)
            .With(1, pod => pod with { IsForced = true, Answer = pod.Answer! with { IsEnabled = false } });
        claim.Pool.Spec.Suspend = true;
        Assert.Equal(DeleteGround.Forced, Assert.IsType<DeletePod>(claim.Step(1).Action).Ground);
        Scene folder = Folders("0=node,1=node,2=node").Drained(1, DrainReason.Suspend).With(1, pod => pod with { IsForced = true });
        folder.Pool.Spec.Suspend = true;
        Assert.DoesNotContain(folder.Plan.Actions, action => action is BindPlaces);
    }

    /// <summary>Its whole life may have passed while no operator looked.</summary>
    [Fact]
    public void A_claim_counts_as_used_when_the_miner_has_something_of_its_worker()
    {
        Scene path = With(Used with { IsUnused = true }).Path(7, "path-7", $"http://{PoolNames.Dns("pool", "sealing", 7)}:3456/remote");
        Assert.Equal([Emptier, new MarkClaimUsed(7)], path.Plan.Actions);
        Scene job = With(Used with { IsUnused = true }).JobsOf(Guid.Empty, Scene.Job(7, host: PoolNames.Worker("pool", "sealing", 7)));
        Assert.Equal([Emptier, new MarkClaimUsed(7)], job.Plan.Actions);
    }

    [Fact]
    public void A_pool_that_grows_takes_a_volume_with_sectors_before_an_empty_one()
    {
        Scene scene = With(Used);
        scene.Claims.Add(new ObservedClaim(3, "1Ti", "node") { IsUnused = true });
        scene.Claims.Add(new ObservedClaim(4, "1Ti", "node") { IsGivenUp = true });
        scene.Pool.Spec.Replicas = 4;
        Assert.Equal(new CreatePod(7), Assert.Single(scene.Plan.Actions));
    }

    /// <summary>A mark that could not be taken away when the pod was made would have its sectors forgotten, or its claim deleted.</summary>
    [Fact]
    public void A_claim_whose_worker_works_is_neither_empty_nor_given_up()
    {
        Scene scene = new();
        scene.Claims[0] = scene.Claims[0] with { IsEvacuated = true };
        scene.Claims[1] = scene.Claims[1] with { IsGivenUp = true };
        Assert.Equal([new MarkClaim(0, IsEvacuated: false), new MarkClaimGivenUp(1, IsGivenUp: false)], scene.Plan.Actions);
    }

    /// <summary>A container that is started again has no fence any more, and may be given a task before anybody looks.</summary>
    [Fact]
    public void What_a_drain_has_proved_ends_with_the_process_that_it_was_proved_of()
    {
        Scene proved = new Scene().Drained(1, DrainReason.ScaleDown)
            .With(1, pod => pod with { IsEvacuated = true, Answer = pod.Answer! with { IsEnabled = false, Tasks = [] } });
        proved.Pool.Spec.Replicas = 2;
        proved.Claims[1] = proved.Claims[1] with { IsEvacuated = true };
        MarkEvacuated anew = new("pool-1", "uid-1", IsEvacuated: false);
        Assert.DoesNotContain(anew, proved.Plan.Actions);
        Assert.Contains(anew, proved.Busy(1, Scene.Job(7)).With(1, pod => pod with { IsTerminating = true, Answer = null }).Plan.Actions);
        Assert.Contains(anew, proved.Busy(1).Holds(1, 7).Plan.Actions);
        Assert.Contains(new MarkClaim(1, IsEvacuated: false), proved.Plan.Actions);
        Scene restarted = new Scene().Drained(1, DrainReason.ScaleDown).With(1, pod => pod with { IsEvacuated = true });
        restarted.Pool.Spec.Replicas = 2;
        Assert.Contains(anew, restarted.Plan.Actions);
    }

    /// <summary>An update had taken its paths out of the index before: only a new process can tell what is on its volume.</summary>
    [Fact]
    public void One_that_cannot_tell_what_is_on_its_volume_any_more_is_followed_by_one_that_can()
    {
        Scene left = Smaller(new Scene()).WithoutPath(1)
            .With(1, pod => pod with { Answer = pod.Answer! with { IsEnabled = false, Tasks = [], Paths = [] } });
        Assert.Equal(DeleteGround.Drained, Assert.IsType<DeletePod>(left.Step(1).Action).Ground);
        // The index of a miner that was restarted is empty until the worker has told it everything again.
        Scene waits = left.With(1, pod => pod with { Answer = pod.Answer! with { Paths = ["path-1"] } });
        Assert.Equal(DrainStage.Evacuate, waits.Step(1).Stage);
    }

    /// <summary>What the miner has said may be of before.</summary>
    [Fact]
    public void One_that_has_closed_its_paths_for_an_update_comes_back_before_it_goes()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update)
            .With(1, pod => pod with { Answer = pod.Answer! with { IsEnabled = false, Tasks = [], Paths = [] } });
        scene.Pool.Spec.Replicas = 2;
        Assert.Equal("pool-2", Assert.Single(scene.Plan.Actions.OfType<MarkDrain>()).Pod);
    }

    [Fact]
    public void A_claim_is_not_empty_when_the_miner_has_sectors_or_jobs_of_its_worker()
    {
        ObservedClaim empty = Used with { IsEvacuated = true };
        string url = $"http://{PoolNames.Dns("pool", "sealing", 7)}:3456/remote";
        foreach (Scene scene in new[]
        {
            With(empty).Path(7, "path-7", url).Holds(7, 1),
            With(empty).JobsOf(Guid.Empty, Scene.Job(7, host: PoolNames.Worker("pool", "sealing", 7))),
        })
        {
            scene.Pool.Spec.Storage.Sealing!.Retain = RetainPolicy.Delete;
            Assert.Equal([new MarkClaim(7, IsEvacuated: false)], scene.Plan.Actions);
        }

        Scene gone = With(empty).Path(7, "path-7", url);
        gone.Pool.Spec.Storage.Sealing!.Retain = RetainPolicy.Delete;
        Assert.Equal([new DeleteClaim(7)], gone.Plan.Actions);
    }

    /// <summary>It was refused when the pod was made, or somebody has deleted it since then.</summary>
    [Fact]
    public void A_pod_that_waits_for_a_claim_gets_it()
    {
        Scene scene = new Scene().NeverBegan(1);
        scene.Claims.RemoveAt(1);
        Assert.Equal(new CreateClaim(1), Assert.Single(scene.Plan.Actions));
        Scene runs = new();
        runs.Claims.RemoveAt(1);
        Assert.Empty(runs.Plan.Actions);
        scene.Claims.Add(Used with { Ordinal = 1, IsTerminating = true });
        Assert.Empty(scene.Plan.Actions);
    }

    private static Scene With(ObservedClaim claim)
    {
        Scene scene = new();
        scene.Claims.Add(claim);
        return scene;
    }

    private static Scene Folders(string places)
    {
        Scene scene = new();
        scene.Claims.Clear();
        scene.Pool.Spec.Storage.Sealing = new() { HostPath = new() { Path = "/sealing" } };
        scene.Pool.Metadata.Annotations = new Dictionary<string, string> { [PoolAnnotations.Nodes] = places };
        for (int ordinal = 0; ordinal < 3; ordinal++) scene.With(ordinal, pod => pod with { Revision = scene.Revision });
        return scene;
    }

    private static Scene Starting() => Smaller(new Scene().Listed(1, _ => null).WithoutPath(1))
        .With(1, pod => pod with { Registered = null, IsReady = false, Answer = null });

    private static Scene NeverBegan() => Smaller(new Scene().NeverBegan(1));

    /// <summary>A worker that ends again and again.</summary>
    private static Scene Down() => Smaller(new Scene().Listed(1, stats => stats with { Enabled = false }).Busy(1, Scene.Job(7)))
        .With(1, pod => pod with { IsRunning = false, IsReady = false, Answer = null });

    private static Scene Failed(DrainReason reason)
    {
        Scene scene = new Scene().Listed(1, stats => stats with { Enabled = false }).Drained(1, reason).With(1, pod => pod with
        {
            Phase = PodPhase.Failed,
            IsRunning = false,
            IsReady = false,
            Answer = null,
            FailedAt = Scene.Now.AddMinutes(-1),
        });
        scene.Pool.Spec.Replicas = 2;
        if (reason == DrainReason.Suspend) scene.Pool.Spec.Suspend = true;
        return scene;
    }

    private static Scene Smaller(Scene scene)
    {
        scene.Pool.Spec.Replicas = 2;
        return scene.Drained(1, DrainReason.ScaleDown);
    }
}
