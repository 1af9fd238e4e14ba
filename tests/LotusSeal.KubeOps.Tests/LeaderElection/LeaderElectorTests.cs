using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.LeaderElection;
using LotusSeal.KubeOps.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.LeaderElection;

public sealed class LeaderElectorTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryLock.Store _store = new();
    private readonly List<Candidate> _candidates = [];

    public async ValueTask DisposeAsync()
    {
        foreach (Candidate candidate in _candidates) await candidate.StopAsync();
    }

    [Fact]
    public async Task One_of_two_leads_and_the_other_waits_while_it_renews()
    {
        Candidate a = await StartAsync("a"), b = New("b");
        for (int i = 0; i < 60; i++) await PassAsync(Second);
        Assert.True(a.Elector.IsLeader() && !b.Elector.IsLeader());
        Assert.Equal("a", b.Elector.GetLeader());
        Assert.Equal(1, a.Terms);
    }

    [Fact]
    public async Task After_a_clean_stop_the_next_leads_at_its_next_look()
    {
        Candidate a = await StartAsync("a"), b = New("b");
        await PassAsync(Second);
        await a.StopAsync();
        Assert.Equal("", _store.Record!.HolderIdentity);
        await UntilAsync(() => b.Elector.IsLeader(), Second * 2.5);
        Assert.Equal(1, _store.Record!.LeaderTransitions);
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_stops_at_its_deadline_and_before_another_begins()
    {
        Candidate a = await StartAsync("a"), b = New("b");
        a.Lock.Away = true;
        for (int i = 0; i < 60 && !b.Elector.IsLeader(); i++)
        {
            await PassAsync(Second / 2);
            Assert.False(a.Elector.IsLeader() && b.Elector.IsLeader());
        }

        Assert.True(b.Elector.IsLeader());
        Assert.True(a.Token.IsCancellationRequested);
        Assert.Throws<LeadershipLostException>(a.Elector.ThrowIfLost);
    }

    [Fact]
    public void A_leader_that_stood_still_writes_nothing_when_it_goes_on()
    {
        // What a stopped process finds: time has passed and nothing of its own has run yet, no timer and no renewal.
        using Leadership term = new(Moment.Now(_time), TimeSpan.FromSeconds(10), new StoppedTimers(_time));
        term.ThrowIfLost();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Throws<LeadershipLostException>(term.ThrowIfLost);
        Assert.True(term.Lost.IsCancellationRequested);
    }

    [Fact]
    public void A_renewal_that_is_answered_after_the_deadline_gives_nothing_back()
    {
        // No timer has run yet when the answer comes, as after a stop.
        using Leadership term = new(Moment.Now(_time), TimeSpan.FromSeconds(10), new StoppedTimers(_time));
        _time.Advance(TimeSpan.FromSeconds(9));
        Moment sent = Moment.Now(_time);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(term.Renewed(sent));
        Assert.Throws<LeadershipLostException>(term.ThrowIfLost);
    }

    [Fact]
    public void A_machine_that_slept_has_lost_its_term_by_the_wall_clock()
    {
        SteppedClock clock = new(_time);
        using Leadership term = new(Moment.Now(clock), TimeSpan.FromSeconds(10), clock);
        clock.Step = TimeSpan.FromSeconds(-3600);
        term.ThrowIfLost();
        clock.Step = TimeSpan.FromSeconds(3600);
        Assert.Throws<LeadershipLostException>(term.ThrowIfLost);
    }

    [Fact]
    public void A_term_counts_from_before_its_renewal_was_sent()
    {
        using Leadership term = new(Moment.Now(_time), TimeSpan.FromSeconds(10), _time);
        _time.Advance(TimeSpan.FromSeconds(5));
        Moment sent = Moment.Now(_time);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.True(term.Renewed(sent));
        Assert.Equal(TimeSpan.FromSeconds(6), term.Remaining);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(term.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task The_next_term_begins_only_when_the_work_of_the_last_has_ended()
    {
        TaskCompletionSource slow = new();
        Candidate a = await StartAsync("a", slow.Task);
        a.Lock.Away = true;
        await UntilAsync(() => a.Token.IsCancellationRequested, Second * 12);
        a.Lock.Away = false;
        for (int i = 0; i < 40; i++) await PassAsync(Second);
        Assert.Equal(1, a.Terms);
        Assert.False(a.Elector.IsLeader());

        slow.SetResult();
        await UntilAsync(() => a.Terms == 2 && a.Elector.IsLeader(), Second * 5);
    }

    [Fact]
    public async Task A_lease_that_is_gone_or_taken_ends_the_term_at_once()
    {
        foreach (LeaderElectionRecord? there in (LeaderElectionRecord?[])[null, new("thief", Second * 15, default, default, 9)])
        {
            Candidate a = await StartAsync($"a{there}");
            // Of this term: a lease that is gone may be taken anew at once.
            CancellationToken term = a.Token;
            _store.Write(there);
            await UntilAsync(() => term.IsCancellationRequested, Second * 3);
            await a.StopAsync();
            _store.Write(null);
        }
    }

    [Fact]
    public async Task A_lease_that_nobody_holds_is_taken_and_one_of_a_dead_process_after_its_time()
    {
        _store.Write(new LeaderElectionRecord("", Second, default, default, 4));
        Candidate a = await StartAsync("a");
        Assert.Equal(5, _store.Record!.LeaderTransitions);
        await a.StopAsync();

        // By the clock of its machine it was renewed years from now.
        _store.Write(new LeaderElectionRecord("dead", Second * 20, default, DateTimeOffset.MaxValue, 5));
        Candidate b = New("b");
        for (int i = 0; i < 19; i++)
        {
            await PassAsync(Second);
            Assert.False(b.Elector.IsLeader());
        }

        await UntilAsync(() => b.Elector.IsLeader(), Second * 4);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_no_loss_of_the_lease()
    {
        Candidate a = await StartAsync("a");
        // As if its own renewal had been written and the answer had not come.
        _store.Write(_store.Record! with { RenewTime = _time.GetUtcNow() });
        for (int i = 0; i < 30; i++) await PassAsync(Second);
        Assert.True(a.Elector.IsLeader());
        Assert.Equal(1, a.Terms);
    }

    [Fact]
    public async Task Work_that_breaks_ends_everything_and_gives_the_lease_up()
    {
        Candidate a = await StartAsync("a", Task.FromException(new InvalidOperationException("broken")), waits: false);
        await Assert.ThrowsAsync<InvalidOperationException>(() => a.Running);
        Assert.Equal("", _store.Record!.HolderIdentity);
    }

    [Fact]
    public void Nobody_may_write_before_the_first_term()
    {
        LeaderElector elector = new(new MemoryLock(_store, "a"), new LeaderElectionConfig(), _time, Metrics(), new LogLines());
        Assert.Throws<LeadershipLostException>(elector.ThrowIfLost);
        Assert.True(elector.Lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData(15, 15, 2)]
    [InlineData(15, 10, 9)]
    [InlineData(0.5, 0.4, 0.1)]
    [InlineData(15.5, 10, 2)]
    public void Times_that_allow_two_leaders_are_refused(double lease, double renew, double retry) =>
        Assert.Throws<ArgumentException>(new LeaderElectionConfig
        {
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(renew),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        }.Validate);

    private static OperatorMetrics Metrics() => new(Prometheus.Metrics.NewCustomRegistry(), "test");

    private Candidate New(string identity, Task? end = null)
    {
        Candidate candidate = new(new MemoryLock(_store, identity), _time, end);
        _candidates.Add(candidate);
        return candidate;
    }

    private async Task<Candidate> StartAsync(string identity, Task? end = null, bool waits = true)
    {
        Candidate candidate = New(identity, end);
        if (waits) await UntilAsync(() => candidate.Terms == 1, Second * 3);
        else await Patience.UntilAsync("it has ended", () => candidate.Running.IsCompleted);
        return candidate;
    }

    /// <summary>Lets time pass, and everything run that it makes run.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await Patience.UntilAsync("all pause", () => _candidates.All(candidate => candidate.Settled));
        _time.Advance(time);
        await Patience.UntilAsync("all pause", () => _candidates.All(candidate => candidate.Settled));
    }

    private async Task UntilAsync(Func<bool> holds, TimeSpan atMost)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < atMost && !holds(); passed += Second / 4) await PassAsync(Second / 4);
        await Patience.UntilAsync("it holds", holds, () => string.Join('\n', _candidates.Select(candidate => candidate.Log.ToString())));
    }

    /// <summary>A process that wants to lead.</summary>
    private sealed class Candidate
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task? _end;
        private readonly PauseClock _clock;
        private volatile bool _worked;

        public Candidate(MemoryLock leaderLock, TimeProvider time, Task? end)
        {
            _end = end;
            Lock = leaderLock;
            _clock = new PauseClock(time, Second * 2, Second * 2.4);
            Elector = new LeaderElector(leaderLock, new LeaderElectionConfig(), _clock, Metrics(), Log);
            Running = Elector.RunAndTryToHoldLeadershipForeverAsync(WorkAsync, _stop.Token);
        }

        public MemoryLock Lock { get; }

        public LogLines Log { get; } = new();

        public LeaderElector Elector { get; }

        public Task Running { get; }

        public int Terms { get; private set; }

        /// <summary>It has ended, or waits for time to pass, or for its work.</summary>
        public bool Settled => Running.IsCompleted || (Token.IsCancellationRequested && !_worked)
            || (_clock.Pausing && (Terms > 0 || !Elector.IsLeader()));

        public CancellationToken Token { get; private set; }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await Running.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        private async Task WorkAsync(CancellationToken cancellationToken)
        {
            _worked = false;
            Token = cancellationToken;
            Terms++;
            if (_end is { IsFaulted: true }) await _end;
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            if (_end is not null) await _end;
            _worked = true;
        }
    }

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class StoppedTimers(TimeProvider clock) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // Nothing runs.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
