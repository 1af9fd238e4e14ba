using k8s;
using k8s.Models;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Tests.Observed;

/// <summary>What is read from a pod.</summary>
public sealed class PodReaderTests
{
    private static ObservedPod Read(string status, string annotations = "{}", string spec = "{ nodeName: n }") => PodReader.Read("pool", KubernetesJson.Deserialize<V1Pod>(YamlText.Read($"""
        metadata: {"{"} name: pool-1, uid: u, labels: {"{"} lotusseal.io/revision: abc {"}"}, annotations: {annotations} {"}"}
        spec: {spec}
        status: {status}
        """)[0].ToJsonString()))!;

    [Fact]
    public void A_running_pod()
    {
        ObservedPod pod = Read("{ phase: Running, conditions: [ { type: Ready, status: 'True' } ], containerStatuses: [ { name: worker, restartCount: 2, state: { running: {} } } ] }",
            "{ lotusseal.io/registered: s, lotusseal.io/failures: '3', lotusseal.io/force-drain: 'true' }");
        Assert.Equal(("pool-1", 1, "u", "abc", PodPhase.Running, "n"), (pod.Name, pod.Ordinal, pod.Uid, pod.Revision, pod.Phase, pod.Node));
        Assert.True(pod is { IsReady: true, IsRunning: true, HasRun: true, IsForced: true });
        Assert.False(pod.IsTerminating || pod.HasEnded || pod.NeverRegistered);
        Assert.Equal(("s", 3, 0, 2), (pod.Registered, pod.Failures, pod.Refusals, pod.Restarts));
        Assert.Null(pod.Problem);
    }

    [Theory]
    [InlineData("{ podIP: 10.1.2.3 }", "10.1.2.3:4000")]
    [InlineData("{ podIP: 'fd00::7' }", "[fd00::7]:4000")]
    [InlineData("{ phase: Pending }", null)]
    public void A_worker_is_where_its_pod_says_whatever_port_the_pool_has_by_now(string status, string? address) => Assert.Equal(address,
        Read(status, spec: "{ containers: [ { name: worker, ports: [ { name: worker, containerPort: 4000 } ] } ] }").Address?.ToString());

    [Theory]
    [InlineData("{ phase: Pending }", true)]
    [InlineData("{ phase: Pending, containerStatuses: [ { name: worker, restartCount: 0, state: { waiting: { reason: PodInitializing } } } ] }", true)]
    [InlineData("{ phase: Running, containerStatuses: [ { name: worker, restartCount: 1, state: { waiting: { reason: CrashLoopBackOff } } } ] }", false)]
    [InlineData("{ phase: Failed, containerStatuses: [ { name: worker, restartCount: 0, state: { terminated: { exitCode: 1 } } } ] }", false)]
    [InlineData("{ phase: Failed, reason: UnexpectedAdmissionError }", true)]
    public void A_process_that_never_began_never_had_a_task(string status, bool never) => Assert.Equal(never, Read(status).NeverRegistered);

    [Theory]
    [InlineData("{ phase: Failed, reason: UnexpectedAdmissionError, message: no device }", PodProblemKind.Refused, "UnexpectedAdmissionError: no device")]
    [InlineData("{ phase: Failed, reason: Evicted }", PodProblemKind.Failed, "Evicted")]
    [InlineData("{ phase: Pending, conditions: [ { type: PodScheduled, status: 'False', message: Insufficient nvidia.com/gpu } ] }", PodProblemKind.Unschedulable, "Insufficient nvidia.com/gpu")]
    [InlineData("{ phase: Pending, conditions: [ { type: PodScheduled, status: 'False', message: pod has unbound immediate PersistentVolumeClaims or volumes } ] }", PodProblemKind.VolumeNotBound, "pod has unbound immediate PersistentVolumeClaims or volumes")]
    [InlineData("{ phase: Pending, containerStatuses: [ { name: worker, restartCount: 0, state: { waiting: { reason: ImagePullBackOff, message: no such image } } } ] }", PodProblemKind.Image, "ImagePullBackOff: no such image")]
    [InlineData("{ phase: Running, containerStatuses: [ { name: worker, restartCount: 3, state: { waiting: { reason: CrashLoopBackOff } }, lastState: { terminated: { exitCode: 2 } } } ] }", PodProblemKind.Crashing, "CrashLoopBackOff: the worker ended with exit code 2")]
    public void Problems_in_the_words_of_kubernetes(string status, PodProblemKind kind, string message) =>
        Assert.Equal(new PodProblem(kind, message), Read(status).Problem);

    [Fact]
    public void A_mark_that_cannot_be_read_is_a_mark()
    {
        Assert.Equal(new DrainMark(DrainReason.Update, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            Read("{}", "{ lotusseal.io/drain-reason: Update, lotusseal.io/drain-started: '2026-01-02T03:04:05Z' }").Drain);
        Assert.Equal(DrainReason.Requested, Read("{}", "{ lotusseal.io/drain-reason: x }").Drain!.Reason);
        Assert.Null(Read("{}").Drain);
    }

    [Fact]
    public void Devices_are_counted_whatever_they_are_called() => Assert.Equal(5, Read("{}",
        spec: "{ containers: [ { name: worker, resources: { limits: { cpu: 4, memory: 8Gi, hugepages-2Mi: 4Mi, nvidia.com/mig-1g.10gb: 2, vendor.example/x: '3' } } } ] }").Gpus);

    [Fact]
    public void A_pod_of_another_name_is_no_worker() =>
        Assert.Null(PodReader.Read("pool", new V1Pod { Metadata = new() { Name = "pool-a", Uid = "u" } }));

    [Fact]
    public void An_amount_that_is_larger_than_any_number_of_devices_breaks_nothing() => Assert.Equal(1024, Read("{ phase: Running }",
        spec: "{ containers: [ { name: worker, resources: { limits: { vendor.example/memory: 64Gi } } } ] }").Gpus);

    [Theory, InlineData("{ lotusseal.io/pool: pool }", false), InlineData("{ lotusseal.io/pool: other }", true), InlineData("{}", true)]
    public void The_label_by_which_a_pod_is_found(string labels, bool isUnlabelled)
    {
        V1Pod pod = KubernetesJson.Deserialize<V1Pod>(YamlText.Read($"metadata: {{ name: pool-1, uid: u, labels: {labels} }}")[0].ToJsonString());
        Assert.Equal(isUnlabelled, PodReader.Read("pool", pod)!.IsUnlabelled);
    }
}
