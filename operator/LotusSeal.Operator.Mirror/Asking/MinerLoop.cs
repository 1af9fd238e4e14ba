using LotusSeal.Operator.Mirror.Observability;
using LotusSeal.Operator.Observed;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>Asks one miner again and again, until it is disposed of.</summary>
internal sealed class MinerLoop : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDisposable _holder;
    private readonly MinerSeries _series;
    private readonly MinerRound _round;
    private readonly Action<MinerLoop, MinerState, MinerState> _asked;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _tuned = New();
    private TimeSpan _interval, _deadline;
    private volatile MinerState _state = MinerState.NotAsked;
    private Task _running = Task.CompletedTask;

    /// <param name="key">The miner.</param>
    /// <param name="metrics">Counts the questions.</param>
    /// <param name="time">Times the rounds.</param>
    /// <param name="logger">Told when what is wrong changes.</param>
    /// <param name="asked">Told after each round what was known before and after.</param>
    public MinerLoop(MinerKey key, MinerMetrics metrics, TimeProvider time, ILogger logger, Action<MinerLoop, MinerState, MinerState> asked)
    {
        (Key, _time, _logger, _asked) = (key, time, logger, asked);
        _holder = metrics.Hold(key.Address, out _series);
        Client = new MinerPeer(key, _series, time);
        _round = new MinerRound(Client, time);
    }

    public MinerKey Key { get; }

    public MinerPeer Client { get; }

    public MinerState State => _state;

    /// <summary>Begins to ask.</summary>
    public void Start()
    {
        _logger.MinerAsked(Key.Address, _interval.TotalSeconds);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Asks as often from now on.</summary>
    /// <param name="interval">From the start of one round to that of the next.</param>
    /// <param name="deadline">For each answer.</param>
    public void Tune(TimeSpan interval, TimeSpan deadline)
    {
        lock (_lock)
        {
            if (interval == _interval && deadline == _deadline) return;
            (_interval, _deadline) = (interval, deadline);
            _tuned.TrySetResult();
            _tuned = New();
        }
    }

    /// <summary>Addresses of paths were taken away.</summary>
    public void ForgetPaths() => _round.ForgetPaths();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Client.DisposeAsync();
        _holder.Dispose();
        _stop.Dispose();
        _logger.MinerLeft(Key.Address);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            long start = _time.GetTimestamp();
            try
            {
                MinerState before = _state;
                MinerState after = await RoundAsync(before);
                if (_stop.IsCancellationRequested) return;
                _state = after;
                _series.Round(after.Problem is null);
                _asked(this, before, after);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // A fault of ours: what is known grows old, and nobody acts on it. The other miners go on.
                _logger.LoopBroke(Key.Address, error);
            }

            await PauseAsync(start);
        }
    }

    private async Task<MinerState> RoundAsync(MinerState before)
    {
        try
        {
            TimeSpan deadline;
            lock (_lock) deadline = _deadline;
            MinerReading reading = await _round.AskAsync(deadline, _stop.Token);
            if (before.Reading?.View.Session != reading.View.Session || before.Problem is not null)
                _logger.MinerAnswers(Key.Address, reading.View.Actor, reading.View.Version, reading.View.Session);
            return new MinerState(reading, null, CredentialKind.Valid);
        }
        catch (MinerFault fault) when (!_stop.IsCancellationRequested)
        {
            // Of the token nothing is known anew when the miner does not answer.
            MinerState after = new(before.Reading, fault.Problem, fault.Credentials ?? before.Credentials);
            if (after.Problem != before.Problem || after.Credentials != before.Credentials)
                _logger.MinerFails(Key.Address, fault.Message, fault.InnerException?.Message ?? "no more is known");
            return after;
        }
    }

    /// <summary>Waits until the next round is due; a slow miner is left alone for half an interval at least.</summary>
    private async Task PauseAsync(long start)
    {
        long ended = _time.GetTimestamp();
        double jitter = 0.9 + Random.Shared.NextDouble() / 10;
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan interval;
            Task tuned;
            lock (_lock) (interval, tuned) = (_interval * jitter, _tuned.Task);
            TimeSpan left = interval - _time.GetElapsedTime(start), rest = interval / 2 - _time.GetElapsedTime(ended);
            if (rest > left) left = rest;
            if (left <= TimeSpan.Zero) return;
            using CancellationTokenSource woken = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(Task.Delay(left, _time, woken.Token), tuned);
            await woken.CancelAsync();
        }
    }
}
