using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;
using LotusSeal.Operator.Tests.Planning;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Tests.Status;

/// <summary>What a status says.</summary>
public sealed class StatusComposerTests
{
    private static SealWorkerStatus Compose(Scene scene) => StatusComposer.Compose(scene.Seen, scene.Plan);

    private static PoolCondition Condition(Scene scene, string type) => Compose(scene).Conditions!.Single(condition => condition.Type == type);

    private static void AssertCondition(Scene scene, string type, string status, string reason, string words)
    {
        PoolCondition condition = Condition(scene, type);
        Assert.Equal((status, reason), (condition.Status, condition.Reason));
        Assert.Contains(words, condition.Message, StringComparison.Ordinal);
        Assert.Equal(4, condition.ObservedGeneration);
    }

    /// <summary>Pod and the one after it may both go while the miner is away: it would wait for ever for jobs of the first.</summary>
    [Fact]
    public void The_session_of_a_worker_is_known_over_a_pod_that_never_registered()
    {
        Scene scene = new Scene().NeverBegan(1);
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-1", Managed = true, Session = Scene.Session(1).ToString() }] };
        Assert.Equal(Scene.Session(1).ToString(), Compose(scene).Workers!.Single(worker => worker.Name == "pool-1").Session);
    }

    /// <summary>A pod that only empties its volume is none of those that are wanted, and told as a drain.</summary>
    [Fact]
    public void A_pool_with_a_pod_that_empties_a_volume_is_ready_and_becomes_smaller()
    {
        Scene scene = new Scene().Drained(2, DrainReason.ScaleDown).NeverBegan(2);
        scene.Pool.Spec.Replicas = 2;
        SealWorkerStatus status = Compose(scene);
        Assert.Equal((2, 2, 1), (status.Replicas, status.ReadyReplicas, status.DrainingReplicas));
        AssertCondition(scene, "Ready", "True", "AllWorkersRegistered", "all 2 workers");
        AssertCondition(scene, "Progressing", "True", "ScalingDown", "3 pods are there, 2 are wanted");
        AssertCondition(scene, "Draining", "True", "ScaleDown", "pool-2: its volume may hold sectors");
    }

    [Fact]
    public void Numbers_are_those_of_what_is_seen()
    {
        Scene scene = new Scene(4).Busy(0, Scene.Job(1), Scene.Job(2)).Drained(1, DrainReason.Update).With(2, pod => pod with { Gpus = 2 })
            .With(3, pod => pod with { Phase = PodPhase.Failed, IsReady = false, IsRunning = false }).Listed(3, _ => null);
        scene.Scheduler = new SchedulerView([new(new SectorId(1000, 5), TaskTypes.PreCommit1), new(new SectorId(1000, 6), TaskTypes.Commit2)], []);
        SealWorkerStatus status = Compose(scene);
        Assert.Equal((2, 2, 3, 1, 1, 2, 1), (status.Replicas, status.ReadyReplicas, status.RegisteredReplicas, status.BusyReplicas,
            status.DrainingReplicas, status.UpdatedReplicas, status.FailedReplicas));
        Assert.Equal((2, 1, 2, "lotusseal.io/pool=pool", 4L), (status.RunningTasks, status.QueuedTasks, status.Gpus, status.Selector,
            status.ObservedGeneration));
        Assert.Equal(new MinerStatus { Actor = "t01000", SectorSize = "32GiB", Version = "1.36.2", Session = Scene.Session(99).ToString() },
            status.Miner);
    }

    [Fact]
    public void A_worker_is_told_as_the_miner_sees_it()
    {
        WorkerJob[] jobs = [.. Enumerable.Range(1, 6).Select(number => Scene.Job(number, runWait: number % 3))];
        WorkerEntry entry = Compose(new Scene().Busy(1, jobs)).Workers![1];
        Assert.Equal(("pool-1", true, "node", "Busy", 6), (entry.Name, entry.Managed, entry.Node, entry.Phase, entry.Running));
        Assert.Equal(["AP", "GET", "PC1", "PC2"], entry.Tasks!);
        Assert.Equal("16 processors, 256 GiB of memory", entry.Resources);
        Assert.Equal("http://pool-1.pool.sealing.svc:3456/remote", entry.Address);
        // Those that run come first.
        Assert.Equal(["s-t01000-3", "s-t01000-6", "s-t01000-1", "s-t01000-4"], entry.Jobs!.Select(job => job.Sector));
        Assert.Equal(["running", "running", "prepared", "prepared"], entry.Jobs!.Select(job => job.State));
    }

    [Fact]
    public void Workers_of_others_are_listed_with_names_of_their_own()
    {
        Scene scene = new Scene(1).ListOther(50, Scene.Stats("host")).ListOther(51, Scene.Stats("host")).ListOther(52, Scene.Stats("pool-0"));
        Assert.Equal(["host", "host-00000033", "pool-0", "pool-0-00000034"], Compose(scene).Workers!.Select(entry => entry.Name));
        Assert.Equal([false, false, true, false], Compose(scene).Workers!.Select(entry => entry.Managed));
    }

    [Fact]
    public void The_list_is_bounded_and_keeps_the_own_workers()
    {
        Scene scene = new(3);
        for (int i = 0; i < 200; i++) scene.ListOther(1000 + i, Scene.Stats($"a-{i:000}"));
        SealWorkerStatus status = Compose(scene);
        Assert.Equal((128, 75), (status.Workers!.Count, status.WorkersOmitted));
        Assert.Equal(3, status.Workers.Count(entry => entry.Managed));
        Assert.Equal(status.Workers.Select(entry => entry.Name).Order(StringComparer.Ordinal), status.Workers.Select(entry => entry.Name));
    }

    [Fact]
    public void Nothing_is_written_when_nothing_has_happened()
    {
        Scene scene = new Scene().Busy(1, Scene.Job(4));
        SealWorkerStatus stored = Stored(scene);
        PoolObservation later = scene.Seen with { Now = Scene.Now.AddSeconds(15) };
        later.Pool.Status = stored;
        Assert.False(StatusComposer.IsChanged(stored, StatusComposer.Compose(later, PoolPlanner.Decide(later))));
    }

    [Fact]
    public void What_moves_at_every_look_writes_nothing()
    {
        Scene scene = new Scene().Busy(1, Scene.Job(4));
        Estimate(scene, Scene.Now.AddMinutes(61));
        scene.Pool.Status = Stored(scene);
        Assert.Equal("2026-03-01T13:15:00Z", scene.Pool.Status.Workers![1].Jobs![0].ExpectedEnd);
        scene.Listed(1, stats => stats with { MemUsedMax = 77, CpuUse = 3 });
        scene.Listed(1, stats => stats with { Info = stats.Info with { Resources = stats.Info.Resources with { MemUsed = 12345 } } });
        // A quarter of an hour further on when rounded, but near to what was told.
        Estimate(scene, Scene.Now.AddMinutes(76));
        Assert.False(StatusComposer.IsChanged(scene.Pool.Status, Compose(scene)));
        Estimate(scene, Scene.Now.AddMinutes(95));
        Assert.Equal("2026-03-01T13:45:00Z", Compose(scene).Workers![1].Jobs![0].ExpectedEnd);
    }

    [Fact]
    public void An_hour_without_the_miner_is_one_write()
    {
        Scene scene = new Scene().Busy(1, Scene.Job(4)).ListOther(50, Scene.Stats("host"));
        scene.Pool.Status = Stored(scene);
        scene.IsMinerKnown = false;
        Assert.True(StatusComposer.IsChanged(scene.Pool.Status, Compose(scene)));
        scene.Pool.Status = Stored(scene);
        Assert.False(StatusComposer.IsChanged(scene.Pool.Status, Compose(scene)));
        Assert.Equal((3, 4, "Busy"), (scene.Pool.Status.ReadyReplicas, scene.Pool.Status.Workers!.Count, scene.Pool.Status.Workers[2].Phase));
    }

    [Fact]
    public void A_condition_keeps_its_time_until_its_status_changes()
    {
        Scene scene = new();
        scene.Pool.Status = Stored(scene);
        foreach (PoolCondition condition in scene.Pool.Status.Conditions!) condition.LastTransitionTime = "2020-01-01T00:00:00Z";
        Assert.Equal("2020-01-01T00:00:00Z", Condition(scene, "Ready").LastTransitionTime);
        scene.Listed(1, _ => null);
        Assert.Equal("2026-03-01T12:00:00Z", Condition(scene, "Ready").LastTransitionTime);
        Assert.Equal("2020-01-01T00:00:00Z", Condition(scene, "MinerReachable").LastTransitionTime);
    }

    [Fact]
    public void Ready_says_why()
    {
        AssertCondition(new Scene(), "Ready", "True", "AllWorkersRegistered", "all 3 workers");
        AssertCondition(new Scene().Listed(1, _ => null), "Ready", "False", "WorkersStarting", "2 of 3");
        AssertCondition(new Scene { IsMinerKnown = false }, "Ready", "False", "MinerUnreachable", "nobody listens");
        AssertCondition(new Scene { Credentials = new(CredentialKind.SecretMissing, "there is no Secret t", null) }, "Ready", "False", "CredentialsInvalid", "no Secret");
        Scene invalid = new(), suspended = new(), updating = new(), paused = new();
        invalid.Pool.Spec.Storage = new();
        AssertCondition(invalid, "Ready", "False", "InvalidSpec", "need storage.sealing");
        suspended.Pool.Spec.Suspend = true;
        AssertCondition(suspended, "Ready", "False", "Suspended", "3 pods are left");
        updating.Pool.Spec.Niceness = 1;
        AssertCondition(updating, "Ready", "True", "Updating", "0 of 3");
        paused.Pool.Metadata.Annotations[PoolAnnotations.Paused] = "true";
        AssertCondition(paused, "Ready", "Unknown", "Paused", "lotusseal.io/paused");
    }

    [Fact]
    public void A_pool_that_goes_says_what_it_waits_for()
    {
        Scene scene = new Scene(1).Drained(0, DrainReason.Deletion).Busy(0, Scene.Job(4)).With(0,
            pod => pod with { Answer = pod.Answer! with { Tasks = [] } });
        scene.Pool.Metadata.DeletionTimestamp = Scene.Now.UtcDateTime;
        AssertCondition(scene, "Ready", "False", "Deleting", "PC1 of sector 4");
    }

    [Fact]
    public void The_miner_and_the_token_say_why()
    {
        AssertCondition(new Scene(), "MinerReachable", "True", "Reachable", "t01000");
        AssertCondition(new Scene { IsMinerKnown = false }, "MinerReachable", "False", "DialFailed", "nobody listens");
        AssertCondition(new Scene(), "CredentialsValid", "True", "Valid", "good");
        AssertCondition(new Scene { Credentials = new(CredentialKind.NotAdmin, "it may only read", "0") }, "CredentialsValid", "False", "NotAdmin", "only read");
        Scene other = new() { Actor = "t02000" };
        other.Pool.Status = new() { Miner = new() { Actor = "t01000" } };
        AssertCondition(other, "MinerReachable", "False", "MinerChanged", "confirm-miner");
        Assert.Equal("t01000", Compose(other).Miner!.Actor);
    }

    [Fact]
    public void Drains_and_progress_say_why()
    {
        AssertCondition(new Scene(), "Draining", "False", "Idle", "no worker");
        AssertCondition(new Scene(), "Progressing", "False", "Idle", "nothing to do");
        Scene scene = new Scene().Drained(1, DrainReason.Update).Busy(1, Scene.Job(4)).With(1,
            pod => pod with { Answer = pod.Answer! with { Tasks = [] } });
        AssertCondition(scene, "Draining", "True", "Update", "pool-1: it finishes PC1 of sector 4");
        AssertCondition(scene, "Progressing", "True", "RollingUpdate", "replaced");
        Assert.Equal(("Draining", "Quiesce", "Update"), (Compose(scene).Workers![1].Phase, Compose(scene).Workers![1].Drain!.Stage,
            Compose(scene).Workers![1].Drain!.Reason));
        AssertCondition(scene.Drained(1, DrainReason.ScaleDown), "Progressing", "True", "ScalingDown", "3 pods");
        AssertCondition(new Scene().WithoutPod(1), "Progressing", "True", "Creating", "made");
    }

    [Fact]
    public void Degraded_says_why()
    {
        AssertCondition(new Scene(), "Degraded", "False", "Healthy", "nothing is wrong");
        AssertCondition(new Scene { PodRejection = "pods \"pool-0\" is forbidden: violates PodSecurity" }, "Degraded", "True", "PodRejected", "PodSecurity");
        AssertCondition(new Scene().Drained(1, DrainReason.Update, TimeSpan.FromHours(13)).Busy(1, Scene.Job(4)), "Degraded", "True",
            "DrainOverdue", "12h");
        AssertCondition(WithProblem(PodProblemKind.Unschedulable, "0/3 nodes: Insufficient nvidia.com/gpu"), "Degraded", "True", "Unschedulable", "nvidia.com/gpu");
        AssertCondition(WithProblem(PodProblemKind.VolumeNotBound, "no volume"), "Degraded", "True", "VolumeNotBound", "no volume");
        AssertCondition(WithProblem(PodProblemKind.Crashing, "exit code 1"), "Degraded", "True", "PodsFailing", "exit code 1");
        Scene refused = new Scene().With(0, pod => pod with { Failures = 3, Refusals = 2, Registered = null }).Listed(0, _ => null);
        AssertCondition(refused, "Degraded", "True", "PodsFailing", "5 pods in a row");
        // The pod that heals it carries the count of its forerunners.
        AssertCondition(new Scene().With(0, pod => pod with { Failures = 3, Refusals = 2 }), "Degraded", "False", "Healthy", "nothing is wrong");
        AssertCondition(new Scene().With(0, pod => pod with { Node = "gone" }), "Degraded", "True", "WorkerLost", "gone");
        Scene left = new();
        left.Claims.Add(new ObservedClaim(7, "1Ti", "gone"));
        AssertCondition(left, "Degraded", "True", "SectorsLeft", "pool-7");
        AssertCondition(new Scene().LostGpu(1, TimeSpan.Zero), "Degraded", "True", "GpuLost", "pool-1 does not use GPU-1 any more: Xid 79");
        Scene shared = new();
        shared.Pool.Spec.Gpu = new() { Count = 1, Sharing = GpuSharing.Shared };
        AssertCondition(shared, "Degraded", "True", "SharedGpu", "memory");
    }

    [Fact]
    public void Texts_from_elsewhere_are_cut() =>
        Assert.InRange(Condition(WithProblem(PodProblemKind.Unschedulable, new string('x', 5000)), "Degraded").Message.Length, 1000, 1024);

    [Fact]
    public void A_worker_whose_pod_is_gone_stays_in_the_list_while_the_miner_has_something_of_it()
    {
        Scene scene = new Scene().WithoutPod(2).Listed(2, _ => null);
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-2", Managed = true, Session = Scene.Session(2).ToString() }] };
        Assert.Equal("Lost", Compose(scene).Workers![2].Phase);
        Assert.Equal(2, Compose(scene.WithoutPath(2)).Workers!.Count);
    }

    [Fact]
    public void A_worker_that_the_miner_never_had_is_not_listed_when_its_pod_is_gone()
    {
        Scene scene = new Scene(1) { IsMinerKnown = false };
        scene.Pool.Status = new() { Workers = [new() { Name = "pool-7", Managed = true }, new() { Name = "pool-8", Managed = true, Session = "s" }] };
        Assert.Equal(["pool-0", "pool-8"], Compose(scene).Workers!.Select(entry => entry.Name));
    }

    private static Scene WithProblem(PodProblemKind kind, string message) => new Scene().With(1, pod => pod with { Problem = new(kind, message) });

    private static void Estimate(Scene scene, DateTimeOffset end) =>
        scene.With(1, pod => pod with { Answer = pod.Answer! with { OpenCalls = [new OpenCall(Scene.Job(4).Id, end)] } });

    /// <summary>As it comes back from the API server.</summary>
    private static SealWorkerStatus Stored(Scene scene) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(Compose(scene), SealWorkerJson.Default.SealWorkerStatus), SealWorkerJson.Default.SealWorkerStatus)!;
}
