using System.Collections.Concurrent;

namespace LotusSeal.Storage;

/// <summary>
/// Runs the reads of challenged sectors: so many at once of one path, each within a time that counts from its start (post.md 8.2). Safe for
/// concurrent calls.
/// </summary>
/// <remarks>
/// Turns are of a path, so that a slow or sleeping disk holds back its own sectors alone. A read that hangs in a disk or mount cannot be ended: it
/// is left to itself and its turn goes to the next. A path that swallows several
/// reads is not read from until one of them comes back, so that it takes neither all threads nor the time of sectors in other paths.
/// </remarks>
/// <param name="parallel">Most reads of one path at once; 0 for any number.</param>
/// <param name="timeout">Time for one read; zero for any.</param>
/// <param name="time">Clock of the time.</param>
internal sealed class ChallengeReads(int parallel, TimeSpan timeout, TimeProvider time) : IDisposable
{
    /// <summary>So many reads of one path may be overdue before it is left alone; more than a miner has under way when it gives up on all.</summary>
    public const int MostOverdue = 64;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();
    private readonly ConcurrentDictionary<string, int> _overdue = new();

    /// <summary>Waits for a turn and reads.</summary>
    /// <param name="path">The storage path that is read from, or the peer.</param>
    /// <param name="read">Starts the read; its token ends when the time is over or nobody waits any more.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <exception cref="StorageException">The read did not end in time, or the path does not answer at all.</exception>
    public async Task<byte[]> RunAsync(string path, Func<CancellationToken, Task<byte[]>> read, CancellationToken cancellationToken)
    {
        SemaphoreSlim? turns = parallel > 0 ? _turns.GetOrAdd(path, _ => new SemaphoreSlim(parallel, parallel)) : null;
        await (turns?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            if (_overdue.TryGetValue(path, out int overdue) && overdue >= MostOverdue)
                throw new StorageException(StorageFault.Disk, $"storage path {path} does not answer: {overdue} reads of it are overdue");
            return await RunWithinTimeAsync(path, read, cancellationToken);
        }
        finally
        {
            turns?.Release();
        }
    }

    public void Dispose()
    {
        foreach (SemaphoreSlim turns in _turns.Values) turns.Dispose();
    }

    private async Task<byte[]> RunWithinTimeAsync(string path, Func<CancellationToken, Task<byte[]>> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource given = new();
        Task<byte[]> running = read(given.Token);
        try
        {
            return await running.WaitAsync(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            // The words of a real worker (post.md 8.3).
            throw new StorageException(StorageFault.Disk, "failed to generate vanilla proof before context cancellation: context deadline exceeded; "
                + $"storage path {path} did not deliver within {timeout.TotalSeconds} s", e);
        }
        finally
        {
            if (!running.IsCompleted) await LeaveAsync(path, running, given);
        }
    }

    private async Task LeaveAsync(string path, Task running, CancellationTokenSource given)
    {
        _overdue.AddOrUpdate(path, 1, (_, count) => count + 1);
        _ = running.ContinueWith(ended =>
        {
            _ = ended.Exception;
            _overdue.AddOrUpdate(path, 0, (_, count) => count - 1);
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await given.CancelAsync();
    }
}
