using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>A node that refuses its pod again and again (UnexpectedAdmissionError).</summary>
public sealed class RefusedPodTests
{
    private static readonly PodProblem Refusal = new(PodProblemKind.Refused, "UnexpectedAdmissionError: no healthy device");

    [Fact]
    public void Twenty_refusals_in_a_row_have_pauses_that_grow_and_leave_one_failed_pod_and_a_degraded_pool()
    {
        Scene scene = new Scene().Listed(1, _ => null);
        DateTimeOffset now = Scene.Now;
        List<double> pauses = [];
        int refusals = 0;
        for (int i = 0; i < 20; i++)
        {
            DateTimeOffset failed = now;
            scene.With(1, pod => Refused(pod, failed, refusals));
            PoolPlan plan;
            while ((plan = PoolPlanner.Decide(scene.Seen with { Now = now })).Actions.Count == 0) now += TimeSpan.FromSeconds(1);
            pauses.Add((now - failed).TotalSeconds);
            // Its place is filled by the same ordinal, after the failed pod has gone.
            Assert.Equal(new DeletePod("pool-1", "uid-1", DeleteGround.Failed, Refusal.Message), plan.Actions[0]);
            Assert.Equal(new CreatePod(1, Failures: 0, Refusals: ++refusals), Assert.Single(plan.Actions.Skip(1)));
        }

        Assert.Equal([0, 5, 10, 20, 40, 80, 160, .. Enumerable.Repeat(300.0, 13)], pauses);
        PoolObservation seen = scene.With(1, pod => Refused(pod, now, refusals)).Seen with { Now = now };
        PoolCondition degraded = StatusComposer.Compose(seen, PoolPlanner.Decide(seen)).Conditions!.Single(one => one.Type == "Degraded");
        Assert.Equal(("True", "PodsFailing"), (degraded.Status, degraded.Reason));
        Assert.Contains(Refusal.Message, degraded.Message, StringComparison.Ordinal);
    }

    private static ObservedPod Refused(ObservedPod pod, DateTimeOffset at, int refusals) => pod with
    {
        Phase = PodPhase.Failed,
        FailedAt = at,
        Problem = Refusal,
        Refusals = refusals,
        Registered = null,
        HasRun = false,
        IsRunning = false,
        IsReady = false,
        Answer = null,
    };
}
