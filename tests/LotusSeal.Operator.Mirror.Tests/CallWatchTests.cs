using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Mirror.Asking;
using LotusSeal.Operator.Observed;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>What a worker had when its miner was asked.</summary>
public sealed class CallWatchTests
{
    private readonly StandingClock _clock = new();
    private readonly CallWatch _watch;

    private OpenCall Call { get; } = new(new CallId(new SectorId(1000, 1), Guid.NewGuid()), null);

    public CallWatchTests() => _watch = new CallWatch(_clock);

    private MinerLook Look => new(_clock.Next().GetUtcNow(), HasWork: true);

    [Fact]
    public void What_was_told_after_the_miner_was_asked_says_nothing_of_before()
    {
        MinerLook first = Look;
        Assert.Null(See(first, Call));
        Assert.Null(See(first));
        Assert.Empty(See(Look)!);
    }

    [Fact]
    public void The_latest_answer_before_the_look_counts_however_often_it_is_seen()
    {
        See(Look, Call);
        MinerLook look = Look;
        // Returned since the miner was asked.
        Assert.Equal([Call], See(look));
        Assert.Equal([Call], See(look));
        Assert.Empty(See(Look)!);
    }

    [Fact]
    public void A_worker_that_was_silent_or_does_not_tell_begins_anew()
    {
        See(Look);
        Assert.Null(_watch.See(null, Look));
        Assert.Null(See(Look));
        _watch.Reset();
        Assert.Null(See(Look));
        Assert.Null(See(null));
    }

    [Fact]
    public void A_clock_that_is_put_back_makes_no_answer_one_of_before()
    {
        MinerLook look = Look;
        See(look, Call);
        _clock.Wall -= TimeSpan.FromHours(1);
        Assert.Null(See(look));
        Assert.Empty(See(Look)!);
    }

    /// <summary>The worker answers, a moment after whatever was before.</summary>
    private IReadOnlyList<OpenCall>? See(MinerLook? look, params OpenCall[] calls)
    {
        _clock.Next();
        return _watch.See(calls, look);
    }

    /// <summary>A clock that goes on when it is told to.</summary>
    private sealed class StandingClock : TimeProvider
    {
        private long _seconds;

        public DateTimeOffset Wall { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => 1;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _seconds;

        public StandingClock Next()
        {
            _seconds++;
            Wall += TimeSpan.FromSeconds(1);
            return this;
        }
    }
}
