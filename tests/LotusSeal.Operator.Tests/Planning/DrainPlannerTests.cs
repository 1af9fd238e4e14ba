using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>Each situation of a drain (spec/operator.md 6.7).</summary>
public sealed class DrainPlannerTests
{
    private static Func<ObservedPod, ObservedPod> Answer(Func<WorkerAnswer, WorkerAnswer> change) => pod => pod with { Answer = change(pod.Answer!) };

    private static ObservedPod Quiet(ObservedPod pod) => pod with { Answer = pod.Answer! with { Tasks = [TaskTypes.Fetch] } };

    private static ObservedPod Fenced(ObservedPod pod) => Quiet(pod) with { Answer = Quiet(pod).Answer! with { IsEnabled = false } };

    [Fact]
    public void Stages_follow_each_other_as_soon_as_each_is_seen_done()
    {
        Scene scene = new Scene().Drained(2, DrainReason.ScaleDown).Holds(2, 7);
        scene.Pool.Spec.Replicas = 2;
        Assert.Equal([TaskTypes.AddPiece, TaskTypes.PreCommit1], ((DisableTasks)scene.Step(2).Action!).Tasks);

        scene.With(2, Answer(answer => answer with { Tasks = [TaskTypes.PreCommit2, TaskTypes.Fetch] })).Busy(2, Scene.Job(7, TaskTypes.PreCommit2));
        Assert.Equal(new DrainStep(DrainStage.Quiesce, "it finishes PC2 of sector 7"), scene.Step(2));

        scene.Busy(2);
        Assert.Equal(DrainStage.Evacuate, scene.Step(2).Stage);
        Assert.Null(scene.Step(2).Action);

        // Its last sector has left: now the steps for those are switched off too.
        scene.Holds(2);
        Assert.Equal([TaskTypes.PreCommit2], ((DisableTasks)scene.Step(2).Action!).Tasks);
        scene.With(2, Quiet);
        Assert.Equal(new FenceWorker("pool-2"), scene.Step(2).Action);
        scene.With(2, Fenced);
        Assert.Equal(new MarkEvacuated("pool-2", "uid-2", IsEvacuated: true), scene.Step(2).Action);
        scene.With(2, pod => pod with { IsEvacuated = true });
        Assert.Equal(new MarkClaim(2, IsEvacuated: true), scene.Step(2).Action);
        scene.Claims[2] = scene.Claims[2] with { IsEvacuated = true };
        Assert.Equal(new DetachStorage("pool-2"), scene.Step(2).Action);
        scene.WithoutPath(2);
        Assert.Equal(DeleteGround.Drained, ((DeletePod)scene.Step(2).Action!).Ground);
    }

    /// <summary>
    /// What a sector here still needs would be missing for ever: before its worker has told a restarted miner what it has, and while a task makes
    /// one.
    /// </summary>
    [Fact]
    public void Steps_of_sectors_stay_on_while_nobody_knows_that_there_is_none()
    {
        Scene Leaving() => new Scene().Drained(2, DrainReason.ScaleDown);
        Assert.Contains(TaskTypes.PreCommit2, ((DisableTasks)Leaving().Step(2).Action!).Tasks);
        foreach (Scene scene in new[]
        {
            Leaving().WithoutPath(2), Leaving().Listed(2, _ => null), Leaving().Listed(2, stats => stats with { Enabled = false }),
            Leaving().Busy(2, Scene.Job(7, TaskTypes.AddPiece)),
        })
        {
            Assert.Equal([TaskTypes.AddPiece, TaskTypes.PreCommit1], ((DisableTasks)scene.Step(2).Action!).Tasks);
            scene.With(2, Answer(answer => answer with { Tasks = [TaskTypes.PreCommit2, TaskTypes.Fetch] }));
            Assert.Null(scene.Step(2).Action);
        }
    }

    [Fact]
    public void An_update_leaves_sectors_on_the_volume_that_the_next_pod_takes()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).Holds(1, 7, 8).With(1, Fenced);
        Assert.Equal(new DetachStorage("pool-1"), scene.Step(1).Action);
        Assert.Equal("uid-1", Assert.IsType<DeletePod>(scene.WithoutPath(1).Step(1).Action).Uid);
    }

    [Theory]
    [InlineData(DrainReason.Update, EvacuatePolicy.OnScaleDown, false)]
    [InlineData(DrainReason.Update, EvacuatePolicy.Always, true)]
    [InlineData(DrainReason.ScaleDown, EvacuatePolicy.OnScaleDown, true)]
    [InlineData(DrainReason.Deletion, EvacuatePolicy.OnScaleDown, true)]
    [InlineData(DrainReason.ScaleDown, EvacuatePolicy.Never, false)]
    [InlineData(DrainReason.Suspend, EvacuatePolicy.OnScaleDown, false)]
    [InlineData(DrainReason.NodeCordoned, EvacuatePolicy.OnScaleDown, false)]
    public void Sectors_leave_when_the_policy_says_so(DrainReason reason, EvacuatePolicy policy, bool leave)
    {
        Scene scene = new();
        scene.Pool.Spec.Drain.Evacuate = policy;
        Assert.Equal(leave, DrainRules.HasToEvacuate(scene.Pool.Spec, reason));
    }

    [Theory]
    [InlineData(DrainReason.Update, true)]
    [InlineData(DrainReason.NodeCordoned, true)]
    public void A_volume_that_ends_with_the_pod_is_always_evacuated(DrainReason reason, bool leave)
    {
        Scene scene = new();
        scene.Pool.Spec.Storage.Sealing = new() { EmptyDir = new() };
        Assert.Equal(leave, DrainRules.HasToEvacuate(scene.Pool.Spec, reason));
    }

    /// <summary>One of a worker before it, in a folder of another node, which nobody has any more.</summary>
    [Fact]
    public void A_path_that_stays_at_its_name_when_it_has_closed_its_own_is_taken_out_at_the_miner()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update)
            .With(1, pod => pod with { Answer = pod.Answer! with { IsEnabled = false, Tasks = [], Paths = ["path-1"] } });
        Assert.IsType<DetachStorage>(scene.Step(1).Action);
        scene.With(1, pod => pod with { Answer = pod.Answer! with { Paths = [] } });
        Assert.Equal("path-1", Assert.Single(Assert.IsType<DetachPaths>(scene.Step(1).Action).Paths).Id);
        scene.With(1, pod => pod with { IsForced = true });
        Assert.Equal("path-1", Assert.Single(Assert.IsType<DetachPaths>(scene.Step(1).Action).Paths).Id);
    }

    [Fact]
    public void A_path_that_the_index_does_not_have_is_not_taken_for_an_empty_one()
    {
        DrainStep step = new Scene().Drained(2, DrainReason.ScaleDown).With(2, Fenced).WithoutPath(2).Step(2);
        Assert.Equal((DrainStage.Evacuate, null), (step.Stage, step.Action));
    }

    [Fact]
    public void Sectors_that_others_are_to_finish_stop_all_steps_at_once()
    {
        Scene scene = new Scene().Drained(2, DrainReason.ScaleDown).Holds(2, 7);
        scene.Pool.Spec.Drain.Sectors = DrainSectors.Move;
        Assert.Contains(TaskTypes.PreCommit2, ((DisableTasks)scene.Step(2).Action!).Tasks);
    }

    [Fact]
    public void A_pool_without_a_volume_is_fenced_first()
    {
        Scene scene = new Scene().Drained(0, DrainReason.Update).Busy(0, Scene.Job(3, TaskTypes.Commit2));
        scene.Pool.Spec.Storage = new() { Parameters = new() { ExistingClaim = "params" } };
        scene.Pool.Spec.Tasks = [PoolTask.C2];
        Assert.Equal(new FenceWorker("pool-0"), scene.Step(0).Action);
        Assert.Equal(DrainStage.Quiesce, scene.With(0, Fenced).Step(0).Stage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(-1)]
    public void Running_prepared_assigned_and_awaited_jobs_keep_a_worker(int runWait) =>
        Assert.Equal(DrainStage.Quiesce, new Scene().Drained(1, DrainReason.Update).With(1, Fenced).Busy(1, Scene.Job(4,
            runWait: runWait)).Step(1).Stage);

    [Fact]
    public void A_returned_job_keeps_nobody() =>
        Assert.Equal(DrainStage.Detach, new Scene().Drained(1, DrainReason.Update).With(1, Fenced).Busy(1, Scene.Job(4, runWait: -2)).Step(1).Stage);

    [Fact]
    public void A_job_that_a_restarted_miner_knows_by_the_name_alone_keeps_a_worker() => Assert.Equal(DrainStage.Quiesce, new Scene()
        .Drained(1, DrainReason.Update).With(1, Fenced).Listed(1, _ => null).JobsOf(Guid.Empty, Scene.Job(4, host: "pool-1.sealing")).Step(1).Stage);

    [Fact]
    public void A_worker_of_the_same_name_in_another_namespace_keeps_nobody() => Assert.Equal(DrainStage.Detach, new Scene()
        .Drained(1, DrainReason.Update).With(1, Fenced).JobsOf(Guid.Empty, Scene.Job(4, host: "pool-1.other")).Step(1).Stage);

    [Fact]
    public void The_miner_s_counters_alone_keep_a_worker() =>
        Assert.Equal("it finishes 1 tasks", new Scene().Drained(1, DrainReason.Update).With(1, Fenced)
        .Listed(1, stats => stats with { TaskCounts = new() { ["8:seal/v0/precommit/1"] = 1 } }).Step(1).Message);

    [Fact]
    public void The_worker_s_own_word_alone_keeps_it() => Assert.Equal("the miner lists no task, the worker still has one", new Scene()
        .Drained(1, DrainReason.Update).With(1, Fenced).With(1, Answer(answer => answer with { IsQuiet = false })).Step(1).Message);

    [Fact]
    public void Being_quiet_has_to_last_and_to_be_seen_twice()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).With(1, Fenced);
        scene.With(1, Answer(answer => answer with { Quiet = new QuietRecord(Scene.Now.AddSeconds(-29), 9) }));
        Assert.Equal(DrainStage.Quiesce, scene.Step(1).Stage);
        scene.With(1, Answer(answer => answer with { Quiet = new QuietRecord(Scene.Now.AddSeconds(-300), 1) }));
        Assert.Equal(DrainStage.Quiesce, scene.Step(1).Stage);
        scene.With(1, Answer(answer => answer with { Quiet = null }));
        Assert.Equal("it has to be without work for 30s", scene.Step(1).Message);
    }

    [Fact]
    public void Without_the_miner_nothing_is_proved_and_nothing_is_done_however_late_it_is()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update, TimeSpan.FromDays(3)).With(1, Fenced).WithoutPath(1);
        scene.IsMinerKnown = false;
        scene.Pool.Spec.Drain.OnTimeout = DrainTimeoutAction.Force;
        DrainStep step = scene.Step(1);
        Assert.Equal((DrainStage.Waiting, null, true), (step.Stage, step.Action, step.IsOverdue));
    }

    /// <summary>A miner that was restarted may have the path of a worker before it has the sectors on it.</summary>
    [Fact]
    public void A_worker_that_the_miner_does_not_list_is_not_taken_for_empty()
    {
        Scene scene = new Scene().Drained(1, DrainReason.ScaleDown).With(1, Quiet);
        Assert.Equal(DrainStage.Fence, scene.Step(1).Stage);
        DrainStep step = scene.Listed(1, _ => null).Step(1);
        Assert.Equal((DrainStage.Evacuate, null), (step.Stage, step.Action));
    }

    [Fact]
    public void A_worker_that_does_not_answer_while_it_runs_is_left_alone()
    {
        DrainStep step = new Scene().Drained(1, DrainReason.Update).With(1, pod => pod with { Answer = null }).Step(1);
        Assert.Equal((DrainStage.Waiting, null), (step.Stage, step.Action));
    }

    [Fact]
    public void A_process_that_does_not_run_and_has_no_job_may_go()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).With(1, pod => pod with { Answer = null, IsRunning = false }).WithoutPath(1)
            .Listed(1, stats => stats with { Enabled = false });
        Assert.Equal(DeleteGround.NotRunning, ((DeletePod)scene.Step(1).Action!).Ground);
        Assert.Null(scene.Busy(1, Scene.Job(4)).Step(1).Action);
    }

    [Fact]
    public void A_worker_that_never_got_to_the_miner_may_go_without_an_answer()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).Listed(1, _ => null)
            .With(1, pod => pod with { Answer = null, Registered = null, IsReady = false });
        Assert.Equal(DeleteGround.NeverRegistered, ((DeletePod)scene.Step(1).Action!).Ground);
    }

    [Fact]
    public void A_pod_that_never_began_goes_without_the_miner()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update)
            .With(1, pod => pod with { Answer = null, Registered = null, HasRun = false, IsRunning = false, Phase = PodPhase.Pending });
        scene.IsMinerKnown = false;
        Assert.Equal(DeleteGround.NeverRegistered, ((DeletePod)scene.Step(1).Action!).Ground);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_worker_that_the_miner_reaches_runs_whatever_its_node_says(bool wasSeen)
    {
        // The kubelet or the API server may be behind: the container has begun, and nobody has heard of it.
        Scene scene = new Scene().Drained(1, DrainReason.Update).WithoutPath(1).With(1, pod => NotRunning(pod) with
        {
            Registered = wasSeen ? pod.Registered : null,
            HasRun = false,
        });
        Assert.Equal((DrainStage.Waiting, null), (scene.Step(1).Stage, scene.Step(1).Action));
        Scene gone = scene.Listed(1, stats => stats with { Enabled = false });
        Assert.IsType<DeletePod>(gone.Step(1).Action);
    }

    [Theory]
    [InlineData(DeleteGround.NeverRegistered)]
    [InlineData(DeleteGround.NotRunning)]
    public void A_pod_whose_worker_does_not_run_goes_only_as_it_was_seen(DeleteGround ground)
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).WithoutPath(1).Listed(1, _ => null)
            .With(1, pod => NotRunning(pod) with { Registered = ground == DeleteGround.NotRunning ? pod.Registered : null, HasRun = false });
        Assert.Equal(new DeletePod("pool-1", "uid-1", ground, scene.Step(1).Message) { ResourceVersion = "version-1" }, scene.Step(1).Action);
    }

    private static ObservedPod NotRunning(ObservedPod pod) =>
        pod with { Answer = null, IsReady = false, IsRunning = false, Phase = PodPhase.Pending };

    [Fact]
    public void A_deadline_with_hold_goes_on_and_tells()
    {
        DrainStep step = new Scene().Drained(1, DrainReason.Update, TimeSpan.FromHours(13)).With(1, Quiet).Busy(1, Scene.Job(4)).Step(1);
        Assert.Equal((DrainStage.Quiesce, null, true), (step.Stage, step.Action, step.IsOverdue));
    }

    [Fact]
    public void A_deadline_with_force_fences_gives_up_detaches_and_deletes()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update, TimeSpan.FromHours(13)).Busy(1, Scene.Job(4), Scene.Job(5));
        scene.Pool.Spec.Drain.OnTimeout = DrainTimeoutAction.Force;
        AssertForced(scene);
    }

    [Fact]
    public void A_person_forces_one_drain() =>
        AssertForced(new Scene().Drained(1, DrainReason.Update).With(1, pod => pod with { IsForced = true }).Busy(1, Scene.Job(4), Scene.Job(5)));

    [Fact]
    public void An_immediate_update_forces()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).Busy(1, Scene.Job(4), Scene.Job(5));
        scene.Pool.Spec.Update.Type = UpdateType.Immediate;
        AssertForced(scene);
        scene.Drained(2, DrainReason.ScaleDown).Busy(2, Scene.Job(6));
        Assert.NotEqual(DrainStage.Force, scene.Step(2).Stage);
    }

    [Fact]
    public void A_lost_worker_waits_until_a_person_says_that_its_node_is_off()
    {
        Scene scene = new Scene().Drained(1, DrainReason.NodeCordoned).Busy(1, Scene.Job(4)).With(1, pod => pod with { Answer = null });
        scene.Nodes["node"] = new ObservedNode(SilentSince: Scene.Now.AddMinutes(-6));
        Assert.Null(scene.Step(1).Action);
        scene.With(1, pod => pod with { IsForced = true });
        Assert.IsType<AbortJobs>(scene.Step(1).Action);
        Assert.IsType<DetachPaths>(scene.Busy(1).Step(1).Action);
        DeletePod delete = Assert.IsType<DeletePod>(scene.WithoutPath(1).Step(1).Action);
        Assert.Equal((DeleteGround.Lost, 0), (delete.Ground, delete.GraceSeconds));
    }

    [Fact]
    public void A_lost_worker_whose_pod_Kubernetes_has_deleted_is_given_up_all_the_same()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Requested).Busy(1, Scene.Job(4))
            .With(1, pod => pod with { Answer = null, IsTerminating = true });
        scene.Nodes["node"] = new ObservedNode(SilentSince: Scene.Now.AddMinutes(-6));
        Assert.Null(scene.Step(1).Action);
        scene.With(1, pod => pod with { IsForced = true });
        Assert.IsType<AbortJobs>(scene.Step(1).Action);
        Assert.Equal(0, Assert.IsType<DeletePod>(scene.Busy(1).WithoutPath(1).Step(1).Action).GraceSeconds);
    }

    [Fact]
    public void The_end_is_told_when_the_worker_tells_it_for_every_job()
    {
        Scene scene = new Scene().Drained(1, DrainReason.Update).Busy(1, Scene.Job(4), Scene.Job(5));
        OpenCall first = new(Scene.Job(4).Id, Scene.Now.AddHours(1)), second = new(Scene.Job(5).Id, Scene.Now.AddHours(2));
        scene.With(1, Answer(answer => answer with { OpenCalls = [first] }));
        Assert.Null(scene.Step(1).ExpectedEnd);
        scene.With(1, Answer(answer => answer with { OpenCalls = [first, second] }));
        Assert.Equal(second.ExpectedEnd, scene.Step(1).ExpectedEnd);
    }

    private static void AssertForced(Scene scene)
    {
        Assert.Equal(new FenceWorker("pool-1"), scene.Step(1).Action);
        scene.With(1, Answer(answer => answer with { IsEnabled = false }));
        Assert.Equal([Scene.Job(4).Id, Scene.Job(5).Id], ((AbortJobs)scene.Step(1).Action!).Calls);
        scene.Busy(1);
        PathAddress path = new("path-1", "http://pool-1.pool.sealing.svc:3456/remote");
        Assert.Equal([path], Assert.IsType<DetachStorage>(scene.Step(1).Action).Otherwise);
        scene.With(1, pod => pod with { Answer = null });
        Assert.Equal([path], Assert.IsType<DetachPaths>(scene.Step(1).Action).Paths);
        scene.WithoutPath(1);
        DeletePod delete = Assert.IsType<DeletePod>(scene.Step(1).Action);
        Assert.Equal((DeleteGround.Forced, 30), (delete.Ground, delete.GraceSeconds));
    }
}
