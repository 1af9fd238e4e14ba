using LotusSeal.Operator.Mirror.Asking;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>When a worker counts as quiet.</summary>
public sealed class QuietWatchTests
{
    private readonly QuickClock _clock = new(1);
    private readonly QuietWatch _watch;

    public QuietWatchTests() => _watch = new QuietWatch(_clock);

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void Only_a_return_after_the_last_work_counts()
    {
        MinerLook busy = new(Now, HasWork: true), idle = new(Now, HasWork: false);
        Assert.False(_watch.See(hasCalls: false, idle));
        _watch.Returned();
        Assert.True(_watch.See(hasCalls: false, idle));
        Assert.False(_watch.See(hasCalls: false, busy));
        _watch.Returned();
        // The same answer of the miner again is no new work.
        Assert.True(_watch.See(hasCalls: false, busy));
        Assert.False(_watch.See(hasCalls: true, idle));
        Assert.False(_watch.See(hasCalls: false, idle));
        _watch.Returned();
        Assert.True(_watch.See(hasCalls: false, idle));
        _watch.Acted();
        Assert.False(_watch.See(hasCalls: false, idle));
    }

    [Fact]
    public void Only_another_answer_of_the_miner_is_another_look()
    {
        MinerLook look = new(Now, HasWork: false);
        Assert.Equal(1, _watch.Count(true, look)!.Looks);
        Assert.Equal(1, _watch.Count(true, look)!.Looks);
        Assert.Equal(2, _watch.Count(true, look with { At = Now })!.Looks);
        Assert.Equal(2, _watch.Count(true, look)!.Looks);
        Assert.Null(_watch.Count(false, look with { At = Now }));
        Assert.Null(_watch.Count(true, look));
    }

    [Fact]
    public void Work_no_miner_and_a_change_begin_it_anew()
    {
        Assert.NotNull(_watch.Count(true, Fresh()));
        Assert.Null(_watch.Count(true, Fresh(hasWork: true)));
        Assert.NotNull(_watch.Count(true, Fresh()));
        Assert.Null(_watch.Count(true, null));
        Assert.Equal(1, _watch.Count(true, Fresh())!.Looks);
        MinerLook before = Fresh();
        _watch.Acted();
        Assert.Null(_watch.Count(true, before));
        Assert.Equal(1, _watch.Count(true, Fresh())!.Looks);
        _watch.Reset();
        Assert.Equal(1, _watch.Count(true, Fresh())!.Looks);
    }

    [Fact]
    public void A_clock_that_is_put_forward_makes_no_quiet_time_and_one_put_back_no_silence()
    {
        QuietRecord first = _watch.Count(true, Fresh())!;
        _clock.Step = TimeSpan.FromHours(1);
        QuietRecord second = _watch.Count(true, Fresh())!;
        Assert.Equal(2, second.Looks);
        Assert.True(second.Since - first.Since > TimeSpan.FromMinutes(59));
        _clock.Step = TimeSpan.Zero;
        // Both times of the last look are in the future of this clock.
        Assert.Equal(3, _watch.Count(true, Fresh())!.Looks);
    }

    private MinerLook Fresh(bool hasWork = false)
    {
        DateTimeOffset before = Now;
        while (Now == before)
        {
            // Until the clock has moved.
        }

        return new MinerLook(Now, hasWork);
    }
}
