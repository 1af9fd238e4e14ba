using System.Collections.Concurrent;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Asking;
using LotusSeal.Operator.Mirror.Observability;
using LotusSeal.Operator.Observed;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Mirror;

/// <inheritdoc cref="IWorkers"/>
public sealed class Workers : IWorkers, IAsyncDisposable
{
    private readonly Miners _miners;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly WorkersOptions _options;
    private readonly ConcurrentDictionary<string, WorkerRecord> _records = new(StringComparer.Ordinal);

    /// <param name="miners">Know the tokens.</param>
    /// <param name="time">Times everything.</param>
    /// <param name="logger">Told when a worker begins or ceases to answer.</param>
    public Workers(Miners miners, TimeProvider time, ILogger logger) : this(miners, time, logger, new WorkersOptions()) { }

    internal Workers(Miners miners, TimeProvider time, ILogger logger, WorkersOptions options) =>
        (_miners, _time, _logger, _options) = (miners, time, logger, options);

    /// <summary>How many calls wait for quiet; for tests.</summary>
    internal int Waiting => _records.Values.Count(record => record.IsWaiting);

    /// <summary>How many workers are remembered; for tests.</summary>
    internal int Count => _records.Count;

    /// <inheritdoc/>
    public async Task<WorkerAnswer?> AskAsync(
        V1Alpha1SealWorker pool, WorkerTarget worker, bool drains, MinerLook? look, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        if (await RecordAsync(pool, worker, cancellationToken) is not { } record) return null;
        await record.Turn.WaitAsync(cancellationToken);
        try
        {
            WorkerReply reply = await record.Client.AskAsync(drains, cancellationToken);
            Note(record, worker, null);
            record.Said = reply.Calls is { } calls ? new SaidCalls(_time.GetTimestamp(), calls) : null;
            bool isQuiet = record.Quiet.See(reply.Calls is { Count: > 0 }, look);
            QuietRecord? quiet = null;
            if (drains)
            {
                quiet = record.Quiet.Count(isQuiet && reply.Calls is not { Count: > 0 }, look);
                if (!isQuiet) await WaitForQuietAsync(record, worker, reply, cancellationToken);
            }
            else
            {
                record.Quiet.Reset();
                await record.EndCallAsync();
            }

            return new WorkerAnswer(reply.Tasks, reply.IsEnabled, drains && isQuiet)
            {
                Quiet = quiet,
                OpenCalls = reply.Calls,
                LostGpus = reply.LostGpus,
                Paths = reply.Paths,
                EarlierCalls = record.Calls.See(reply.Calls, look),
            };
        }
        catch (MirrorException error)
        {
            record.Quiet.Reset();
            record.Calls.Reset();
            record.Said = null;
            Note(record, worker, error.Message);
            return null;
        }
        finally
        {
            record.Turn.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="MirrorException">Some are not known to be off; the others are.</exception>
    public Task DisableTasksAsync(
        V1Alpha1SealWorker pool, WorkerTarget worker, IReadOnlyList<string> tasks, CancellationToken cancellationToken) =>
        ChangeAsync(pool, worker, async record =>
        {
            string?[] ends = await Task.WhenAll(tasks.Select(task => DisableAsync(record, task, cancellationToken)));
            string[] failed = [.. ends.OfType<string>()];
            if (failed.Length > 0)
                throw new MirrorException($"{failed.Length} of {tasks.Count} kinds of tasks could not be switched off: {string.Join("; ", failed)}");
        }, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="MirrorException">It is not known to be fenced.</exception>
    public Task FenceAsync(V1Alpha1SealWorker pool, WorkerTarget worker, CancellationToken cancellationToken) =>
        ChangeAsync(pool, worker, record =>
            record.Client.TellAsync("SetEnabled", (api, stop) => api.SetEnabledAsync(false, stop), _options.Deadline, cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="MirrorException">They are not known to have left it.</exception>
    public async Task DetachStorageAsync(V1Alpha1SealWorker pool, WorkerTarget worker, CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(pool, worker, record => record.Client.TellAsync(
                "StorageDetachAll", (api, stop) => api.StorageDetachAllAsync(stop), _options.DetachDeadline, cancellationToken), cancellationToken);
        }
        finally
        {
            _miners.PathsChanged(pool);
        }
    }

    /// <inheritdoc/>
    public SaidCalls? CallsOf(string uid) => _records.GetValueOrDefault(uid)?.Said;

    /// <inheritdoc/>
    public void Forget(string uid)
    {
        if (_records.TryRemove(uid, out WorkerRecord? record)) _ = Task.Run(async () => await record.DisposeAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (string uid in _records.Keys)
        {
            if (_records.TryRemove(uid, out WorkerRecord? record)) await record.DisposeAsync();
        }
    }

    /// <returns>What failed; null when it is off.</returns>
    private async Task<string?> DisableAsync(WorkerRecord record, string task, CancellationToken cancellationToken)
    {
        try
        {
            await record.Client.TellAsync("TaskDisable", (api, stop) => api.TaskDisableAsync(task, stop), _options.Deadline, cancellationToken);
            return null;
        }
        catch (MirrorException error)
        {
            return $"{task}: {error.Message}";
        }
    }

    /// <summary>
    /// Changes something at a worker: what was seen of its quiet before counts no more, also when nobody knows whether it was done.
    /// </summary>
    private Task ChangeAsync(V1Alpha1SealWorker pool, WorkerTarget worker, Func<WorkerRecord, Task> change, CancellationToken cancellationToken) =>
        TellAsync(pool, worker, async record =>
        {
            try
            {
                await change(record);
            }
            finally
            {
                record.Quiet.Acted();
            }
        }, cancellationToken);

    private async Task TellAsync(V1Alpha1SealWorker pool, WorkerTarget worker, Func<WorkerRecord, Task> tell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        WorkerRecord record = await RecordAsync(pool, worker, cancellationToken)
            ?? throw new MirrorException($"{worker.Name}: there is no token to tell it anything");
        await record.Turn.WaitAsync(cancellationToken);
        try
        {
            await tell(record);
        }
        catch (MirrorException error)
        {
            throw new MirrorException($"{worker.Name}: {error.Message}", error);
        }
        finally
        {
            record.Turn.Release();
        }
    }

    /// <summary>What is kept of a worker; null when there is no token to ask it with.</summary>
    private async Task<WorkerRecord?> RecordAsync(V1Alpha1SealWorker pool, WorkerTarget worker, CancellationToken cancellationToken)
    {
        if (await _miners.TokenAsync(pool, cancellationToken) is not { } token)
        {
            // Nothing is known of it now, and what was known is not of this moment.
            _records.GetValueOrDefault(worker.Uid)?.Quiet.Reset();
            return null;
        }

        if (!_records.TryGetValue(worker.Uid, out WorkerRecord? record))
        {
            foreach ((string uid, WorkerRecord old) in _records)
            {
                if (_time.GetElapsedTime(old.AskedAt) > _options.LongestAbsence) Forget(uid);
            }

            WorkerRecord made = new(new WorkerPeer(worker.Address, token, _options, _time), _time);
            record = _records.GetOrAdd(worker.Uid, made);
            if (record != made) await made.DisposeAsync();
        }

        record.Client.PointTo(worker.Address, token);
        record.AskedAt = _time.GetTimestamp();
        return record;
    }

    /// <summary>Begins the one call that waits until the worker is quiet, unless one may still run.</summary>
    private async Task WaitForQuietAsync(WorkerRecord record, WorkerTarget worker, WorkerReply reply, CancellationToken cancellationToken)
    {
        if (record.IsWaiting) return;
        if (record.TakeCallProblem() is { } problem) _logger.QuietCallLost(worker.Name, problem);
        if (Waiting >= _options.MostQuietCalls)
        {
            _logger.TooManyQuietCalls(_options.MostQuietCalls, worker.Name);
            return;
        }

        Guid session = await record.Client.ProcessSessionAsync(cancellationToken);
        // One that tells its calls is ours, and ends a call with its connection; lotus-worker goes on waiting, and ends only with its process.
        bool mayStillRun = record.LostAt is { } lost && reply.Calls is null && record.CalledSession == session
            && _time.GetElapsedTime(lost) < _options.PauseAfterLoss;
        if (!mayStillRun) await record.BeginAsync(session, _options);
    }

    private void Note(WorkerRecord record, WorkerTarget worker, string? problem)
    {
        if ((problem is null) != (record.Problem is null))
        {
            if (problem is null) _logger.WorkerAnswers(worker.Name);
            else _logger.WorkerSilent(worker.Name, problem);
        }

        record.Problem = problem;
    }
}
