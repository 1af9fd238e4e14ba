using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>What is told of work that does not go on, and of a worker without any.</summary>
public sealed class WaitingJobTests
{
    [Fact]
    public async Task A_job_that_waits_for_a_place_says_so_until_it_has_one()
    {
        await using JobsScene scene = new();
        GatedTask first = new(TaskTypes.PreCommit2, 1), second = new(TaskTypes.PreCommit2, 2);
        await scene.SubmitAsync(first);
        await first.Started;
        CallId waiting = await scene.SubmitAsync(second);
        Assert.Equal((JobReport.QueuedState, "waits for a place: 1 of 1 run"), (scene.JobOf(waiting).State, scene.JobOf(waiting).Step));
        first.Release();
        await second.Started;
        Assert.Equal((JobReport.RunningState, ""), (scene.JobOf(waiting).State, scene.JobOf(waiting).Step));
    }

    [Fact]
    public async Task A_worker_without_work_knows_since_when()
    {
        await using JobsScene scene = new();
        scene.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), scene.Runner.QuietFor);
        await scene.SubmitAsync(TaskTypes.PreCommit1);
        Assert.Null(scene.Runner.QuietFor);
        await scene.FinishAsync();
        Assert.Equal(TimeSpan.Zero, scene.Runner.QuietFor);
        scene.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), scene.Runner.QuietFor);
    }
}
