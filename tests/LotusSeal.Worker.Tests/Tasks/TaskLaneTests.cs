using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Tests.Tasks;

public sealed class TaskLaneTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Jobs_get_in_one_by_one_in_the_order_of_their_coming()
    {
        TaskLane lane = new(2);
        Task[] turns = [.. Enumerable.Range(0, 5).Select(_ => lane.EnterAsync(None))];
        for (int left = 0; left < 4; left++)
        {
            Assert.Equal(Math.Min(2, 5 - left), lane.Running);
            Assert.All(turns.Skip(left + 2), turn => Assert.False(turn.IsCompleted));
            lane.Leave();
            if (left + 2 < turns.Length) await turns[left + 2];
        }
    }

    [Fact]
    public async Task A_job_that_no_longer_waits_takes_no_turn()
    {
        TaskLane lane = new(1);
        using CancellationTokenSource stop = new();
        await lane.EnterAsync(None);
        Task cancelled = lane.EnterAsync(stop.Token), next = lane.EnterAsync(None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        lane.Leave();
        await next;
    }

    [Fact]
    public void Without_a_limit_nobody_waits()
    {
        TaskLane lane = new(0);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(lane.EnterAsync(None).IsCompletedSuccessfully));
    }
}
