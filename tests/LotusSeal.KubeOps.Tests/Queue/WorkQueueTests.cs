using LotusSeal.KubeOps.Queue;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly WorkQueueOptions Options = new() { BackOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)) };

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<string>(Options, _time, () => 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_that_is_put_in_often_comes_once()
    {
        foreach (string key in (string[])["a", "b", "a", "a"]) _queue.Add(key);
        Assert.Equal(2, _queue.Depth);
        Assert.Equal("a", await TakeAsync());
        Assert.Equal("b", await TakeAsync());
        Assert.False(_queue.TakeAsync(Token).IsCompleted);
    }

    [Fact]
    public async Task A_key_in_work_is_given_to_nobody_else_and_comes_again_if_it_was_put_in_meanwhile()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.Add("a");
        _queue.Add("a");
        Task<WorkItem<string>?> second = _queue.TakeAsync(Token);
        Assert.False(second.IsCompleted);

        _queue.Done("a");
        Assert.Equal("a", (await second)!.Value.Key);
        _queue.Done("a");
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task A_key_comes_when_its_time_has_passed_and_not_before()
    {
        Task<WorkItem<string>?> next = _queue.TakeAsync(Token);
        _queue.AddAfter("late", TimeSpan.FromSeconds(10));
        _queue.AddAfter("early", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("early", (await next)!.Value.Key);
        _time.Advance(TimeSpan.FromSeconds(7));
        WorkItem<string> late = (await _queue.TakeAsync(Token))!.Value;
        // The fake clock makes one jump; the key was due 2 s before its end.
        Assert.Equal("late", late.Key);
    }

    [Fact]
    public async Task The_earlier_of_two_times_holds_and_at_once_makes_later_needless()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        _queue.AddAfter("a", TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("a", await TakeAsync());
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _queue.Depth);

        _queue.AddAfter("b", TimeSpan.FromSeconds(10));
        _queue.Add("b");
        Assert.Equal("b", await TakeAsync());
        _queue.Done("b");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task A_time_that_is_given_in_work_begins_when_the_work_ends()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _queue.Depth);
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await TakeAsync());
    }

    [Fact]
    public async Task Failures_double_the_wait_up_to_a_limit_until_one_success()
    {
        List<double> waits = [];
        for (int i = 0; i < 9; i++)
        {
            waits.Add(_queue.AddFailed("a").TotalSeconds);
            _time.Advance(TimeSpan.FromSeconds(60));
            await TakeAsync();
            _queue.Done("a");
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
        Assert.Equal(1, _queue.AddFailed("other").TotalSeconds);
        _queue.Forget("a");
        Assert.Equal(1, _queue.AddFailed("a").TotalSeconds);
        Assert.Equal(90, _queue.AddFailed("b", TimeSpan.FromSeconds(90)).TotalSeconds);
    }

    [Fact]
    public async Task Keys_that_are_put_in_without_end_come_at_a_bounded_rate()
    {
        using WorkQueue<string> queue = new(new WorkQueueOptions { PerSecond = 2, Burst = 3 }, _time, () => 1);
        for (int i = 0; i < 3; i++) await AgainAsync();
        queue.Add("a");
        Task<WorkItem<string>?> fourth = queue.TakeAsync(Token);
        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("a", (await fourth)!.Value.Key);

        async Task AgainAsync()
        {
            queue.Add("a");
            await queue.TakeAsync(Token);
            queue.Done("a");
        }
    }

    [Fact]
    public async Task One_that_gave_up_waiting_takes_no_turn_from_another()
    {
        using CancellationTokenSource impatient = new();
        Task<WorkItem<string>?> gone = _queue.TakeAsync(impatient.Token), stays = _queue.TakeAsync(Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _queue.Add("a");
        Assert.Equal("a", (await stays)!.Value.Key);
    }

    [Fact]
    public async Task A_stopped_queue_gives_out_nothing()
    {
        Task<WorkItem<string>?> waiting = _queue.TakeAsync(Token);
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _queue.Stop();
        Assert.Null(await waiting);
        _queue.Add("b");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await _queue.TakeAsync(Token));
    }

    private async Task<string> TakeAsync() => (await _queue.TakeAsync(Token).WaitAsync(Patience.Limit, Token))!.Value.Key;
}
