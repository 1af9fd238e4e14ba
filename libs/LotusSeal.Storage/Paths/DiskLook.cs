namespace LotusSeal.Storage;

/// <summary>
/// A look at one disk, again and again: each on a thread of its own, one at a time, waited for up to a deadline. A call into a hung network mount
/// never returns; it keeps that one thread, and everybody else is told so.
/// </summary>
/// <param name="what">What is looked at, for messages.</param>
/// <param name="look">Reads the disk; may block.</param>
/// <param name="deadline">How long a look may take.</param>
/// <param name="time">Clock of the deadline.</param>
internal sealed class DiskLook<T>(string what, Func<T> look, TimeSpan deadline, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task<T>? _running, _late;
    private long _since, _begun;

    /// <summary>The words for a disk that does not answer.</summary>
    public static string Silence(string what, TimeSpan time) => $"{what} did not answer for {Math.Floor(time.TotalSeconds):0} s; is its mount hung?";

    /// <summary>True while a look runs, however long.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate) return _running is not null;
        }
    }

    /// <summary>How long the running look has lasted when that is longer than the deadline, else null.</summary>
    public TimeSpan? Overdue
    {
        get
        {
            lock (_gate)
            {
                return _running is not null && time.GetElapsedTime(_since) is { } age && age >= deadline ? age : null;
            }
        }
    }

    /// <summary>
    /// The outcome of the running look, or of one that begins now. What came too late for those who had waited is the next one's: a look that always
    /// takes longer than its deadline would be in vain for ever.
    /// </summary>
    /// <exception cref="StorageException">The disk did not answer in time.</exception>
    public Task<T> JoinAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_late is not { } late) return AnswerAsync(_running ?? Begin(), _since, cancellationToken);
            _late = null;
            return late;
        }
    }

    /// <summary>The outcome of a look that sees everything that was on the disk before this call.</summary>
    /// <exception cref="StorageException">The disk did not answer in time.</exception>
    public async Task<T> FreshAsync(CancellationToken cancellationToken)
    {
        long before;
        lock (_gate) before = _begun;
        while (true)
        {
            Task<T> task;
            long since;
            bool fresh;
            lock (_gate)
            {
                task = _running ?? Begin();
                (since, fresh) = (_since, _begun > before);
            }

            if (fresh) return await AnswerAsync(task, since, cancellationToken);
            try
            {
                await AnswerAsync(task, since, cancellationToken);
            }
            catch (Exception) when (task.IsCompleted)
            {
                // What an earlier look found is not the answer, good or bad.
            }
        }
    }

    private Task<T> Begin()
    {
        TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // A look that nobody waits for any more may fail unseen.
        _ = outcome.Task.ContinueWith(task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        (_running, _late, _since, _begun) = (outcome.Task, null, time.GetTimestamp(), _begun + 1);
        new Thread(() => Run(outcome)) { IsBackground = true, Name = "disk" }.Start();
        return outcome.Task;
    }

    private void Run(TaskCompletionSource<T> outcome)
    {
        Action tell;
        try
        {
            T seen = look();
            tell = () => outcome.SetResult(seen);
        }
        catch (Exception e)
        {
            // Whatever it is belongs to whoever waits, not to this thread.
            tell = () => outcome.SetException(e);
        }

        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= deadline) _late = outcome.Task;
            _running = null;
        }

        tell();
    }

    private async Task<T> AnswerAsync(Task<T> task, long since, CancellationToken cancellationToken)
    {
        TimeSpan left = deadline - time.GetElapsedTime(since);
        try
        {
            if (task.IsCompleted) return await task;
            if (left <= TimeSpan.Zero) throw new TimeoutException();
            return await task.WaitAsync(left, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new StorageException(StorageFault.PathGone, Silence(what, time.GetElapsedTime(since)), e);
        }
    }
}
