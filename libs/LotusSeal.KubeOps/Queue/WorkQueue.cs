namespace LotusSeal.KubeOps.Queue;

/// <summary>
/// Keys that wait to be worked on. A key is in the queue once, however often it is put in, and in work once: put in while it is in work, it comes
/// again afterwards. It holds keys and no objects, so that work always begins with what is known then; and so it is no longer than there are objects.
/// </summary>
/// <typeparam name="TKey">Names a thing.</typeparam>
/// <remarks>A key that is put in to come later is forgotten when it comes sooner: whoever works on it says anew when to come back.</remarks>
public sealed class WorkQueue<TKey> : IDisposable where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly WorkQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly TokenBucket _rate;
    private readonly ITimer _timer;
    private readonly Queue<(TKey Key, long Since)> _ready = new();
    private readonly HashSet<TKey> _queued = [];
    private readonly HashSet<TKey> _working = [];
    private readonly Dictionary<TKey, TimeSpan?> _again = [];
    private readonly Dictionary<TKey, Turn> _later = [];
    private readonly SortedDictionary<Turn, TKey> _laterByTime = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _order;
    private bool _stopped;

    /// <param name="options">How fast.</param>
    /// <param name="time">Measures waits.</param>
    /// <param name="random">From 0 to 1, for the back-off.</param>
    public WorkQueue(WorkQueueOptions options, TimeProvider time, Func<double>? random = null)
    {
        _options = options;
        _time = time;
        _random = random ?? Random.Shared.NextDouble;
        _rate = new TokenBucket(options.PerSecond, options.Burst, time);
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that are due and not yet in work.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _ready.Count;
        }
    }

    /// <summary>Puts a key in, to come as soon as may be.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (_stopped) return;
            ForgetLater(key);
            if (_working.Contains(key)) _again[key] = null;
            else MakeReady(key);
        }
    }

    /// <summary>Puts a key in, to come after a time, or sooner if it was to come sooner.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            if (_stopped || _queued.Contains(key)) return;
            if (delay <= TimeSpan.Zero) Add(key);
            else if (!_working.Contains(key)) MakeLater(key, delay);
            // In work: the time runs from now, or the earlier one holds; null is at once.
            else if (!_again.TryGetValue(key, out TimeSpan? before) || before > delay) _again[key] = delay;
        }
    }

    /// <summary>Puts a key in that failed, to come after its back-off.</summary>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">What a server asked for.</param>
    /// <returns>The wait.</returns>
    public TimeSpan AddFailed(TKey key, TimeSpan? atLeast = null)
    {
        lock (_lock)
        {
            int failures = _failures.GetValueOrDefault(key) + 1;
            _failures[key] = failures;
            TimeSpan delay = _options.BackOff.After(failures, _random());
            if (atLeast > delay) delay = atLeast.Value;
            AddAfter(key, delay);
            return delay;
        }
    }

    /// <summary>The key worked: its next failure is the first again.</summary>
    public void Forget(TKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>Waits for a key. It stays in work until <see cref="Done"/>.</summary>
    /// <returns>Null when the queue was stopped.</returns>
    public async Task<WorkItem<TKey>?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waiting;
            lock (_lock)
            {
                if (_stopped) return null;
                if (_ready.Count > 0)
                {
                    TimeSpan pause = _rate.Take();
                    if (pause == TimeSpan.Zero) return TakeFirst();
                    waiting = Task.Delay(pause, _time, cancellationToken);
                }
                else
                {
                    waiting = _changed.Task.WaitAsync(cancellationToken);
                }
            }

            await waiting;
        }
    }

    /// <summary>Work on a key has ended; what was put in meanwhile comes now.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (!_working.Remove(key)) throw new InvalidOperationException($"{key} is not in work");
            if (!_again.Remove(key, out TimeSpan? delay) || _stopped) return;
            if (delay is null) MakeReady(key);
            else MakeLater(key, delay.Value);
        }
    }

    /// <summary>Gives out no more keys and takes none.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            _ready.Clear();
            _queued.Clear();
            _later.Clear();
            _laterByTime.Clear();
            _changed.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    private WorkItem<TKey> TakeFirst()
    {
        (TKey key, long since) = _ready.Dequeue();
        _queued.Remove(key);
        _working.Add(key);
        return new WorkItem<TKey>(key, _time.GetElapsedTime(since));
    }

    private void MakeReady(TKey key)
    {
        if (!_queued.Add(key)) return;
        _ready.Enqueue((key, _time.GetTimestamp()));
        // All that wait are woken, and look: one that has just given up takes no turn from another.
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private void MakeLater(TKey key, TimeSpan delay)
    {
        Turn turn = new(_time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency), _order++);
        if (_later.TryGetValue(key, out Turn before) && before.Due <= turn.Due) return;
        ForgetLater(key);
        _later[key] = turn;
        _laterByTime.Add(turn, key);
        SetTimer();
    }

    private void ForgetLater(TKey key)
    {
        if (_later.Remove(key, out Turn turn)) _laterByTime.Remove(turn);
    }

    private void OnTime()
    {
        lock (_lock)
        {
            while (_laterByTime.Count > 0 && _laterByTime.First() is var (turn, key) && turn.Due <= _time.GetTimestamp())
            {
                ForgetLater(key);
                MakeReady(key);
            }

            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (_stopped || _laterByTime.Count == 0) return;
        double seconds = (double)(_laterByTime.First().Key.Due - _time.GetTimestamp()) / _time.TimestampFrequency;
        _timer.Change(TimeSpan.FromSeconds(Math.Max(0, seconds)), Timeout.InfiniteTimeSpan);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When a key is to come, and which of several at one time.</summary>
    private readonly record struct Turn(long Due, long Order) : IComparable<Turn>
    {
        public int CompareTo(Turn other) => Due == other.Due ? Order.CompareTo(other.Order) : Due.CompareTo(other.Due);
    }
}
