using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Rendering;

/// <summary>A pod that is made to empty its volume: without work it would be the miner's first choice for new sectors.</summary>
public sealed class EmptyingPodTests
{
    private static readonly DrainMark Mark = new(DrainReason.ScaleDown, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_begins_with_its_drain_and_takes_no_task_that_brings_a_sector()
    {
        V1Pod pod = Pod(Mark);
        Assert.Equal("ScaleDown", pod.Metadata.Annotations[PoolAnnotations.DrainReason]);
        Assert.Equal("2026-03-01T12:00:00Z", pod.Metadata.Annotations[PoolAnnotations.DrainStarted]);
        Assert.Equal(["--no-default", "--precommit2", "--commit"], Tasks(pod));
        Assert.Equal(["--no-default", "--addpiece", "--precommit1", "--precommit2", "--commit", "--unseal"], Tasks(Pod(null)));
    }

    [Fact]
    public void It_takes_nothing_where_other_workers_do_what_is_left() => Assert.Equal(["--no-default"], Tasks(Pod(Mark, DrainSectors.Move)));

    [Fact]
    public void It_is_of_the_revision_of_the_others() =>
        Assert.Equal(Pod(null).Metadata.Labels[PoolLabels.Revision], Pod(Mark).Metadata.Labels[PoolLabels.Revision]);

    private static V1Pod Pod(DrainMark? mark, DrainSectors sectors = DrainSectors.Finish)
    {
        V1Alpha1SealWorker pool = RenderedCase.Load("claim").Pool;
        pool.Spec.Tasks = [PoolTask.AP, PoolTask.PC1, PoolTask.PC2, PoolTask.C2, PoolTask.UNS];
        pool.Spec.Drain.Sectors = sectors;
        return WorkerPod.Render(new WorkerPodContext(pool, RenderedCase.Settings, Ordinal: 1) { Drain = mark });
    }

    private static IEnumerable<string> Tasks(V1Pod pod) =>
        pod.Spec.Containers[0].Args.SkipWhile(argument => argument != "--no-default").TakeWhile(argument => argument != "--priority");
}
