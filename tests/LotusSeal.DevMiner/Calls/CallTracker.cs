using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.DevMiner.Calls;

/// <summary>
/// Matches Returns with calls (protocol spec 4.6). Work calls are kept in a file: after a restart of the miner the running ones wait for
/// their old call id. Other calls live in memory. A Return may come before its call id is known.
/// </summary>
public sealed class CallTracker
{
    private const int LongestPlainParameters = 256;
    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, WorkRecord> _work = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource<ReturnedResult>> _workResults = new(StringComparer.Ordinal);
    private readonly Dictionary<CallId, string> _callToWork = [];
    private readonly Dictionary<CallId, TaskCompletionSource<ReturnedResult>> _waiting = [];
    private readonly Dictionary<CallId, ReturnedResult> _early = [];

    /// <summary>
    /// Reads what an earlier process left: work that was started or done is forgotten, running work is kept unless
    /// <paramref name="abortUnfinished"/>.
    /// </summary>
    public CallTracker(string file, TimeProvider time, bool abortUnfinished)
    {
        _file = file;
        _time = time;
        if (!File.Exists(file)) return;
        WorkRecord[] records = JsonSerializer.Deserialize<WorkRecord[]>(File.ReadAllBytes(file)) ?? [];
        foreach (WorkRecord record in records)
        {
            if (abortUnfinished || record.Status != WorkStatus.Running || record.Call is null) continue;
            _work[record.Key] = record;
            _workResults[record.Key] = NewResult();
            _callToWork[record.Call] = record.Key;
        }
    }

    /// <summary>The key of a work call: task and the JSON of its parameters, which becomes a hash when it is long.</summary>
    public static string WorkKey(string task, string parametersJson)
    {
        string text = parametersJson.Length > LongestPlainParameters
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parametersJson)))
            : parametersJson;
        return $"{task}({text})";
    }

    /// <summary>Claims a piece of work; false when it was given out already and only its result is to be awaited.</summary>
    public bool TryBegin(string key, string task)
    {
        lock (_gate)
        {
            if (_work.ContainsKey(key)) return false;
            _work[key] = new WorkRecord(key, task, WorkStatus.Started, null, "", _time.GetUtcNow());
            _workResults[key] = NewResult();
            Save();
            return true;
        }
    }

    /// <summary>Gives a claim back when the call could not be made.</summary>
    public void Cancel(string key)
    {
        lock (_gate)
        {
            if (!_work.TryGetValue(key, out WorkRecord? record) || record.Status != WorkStatus.Started) return;
            _work.Remove(key);
            _workResults.Remove(key);
            Save();
        }
    }

    /// <summary>Notes the call id of claimed work; a result that came earlier is delivered now.</summary>
    public void Started(string key, CallId call, string hostname)
    {
        lock (_gate)
        {
            // Whole seconds: this is the resolution that a restarted Lotus shows.
            DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
            _work[key] = _work[key] with { Status = WorkStatus.Running, Call = call, Hostname = hostname, StartTime = now };
            _callToWork[call] = key;
            if (_early.Remove(call, out ReturnedResult? result)) Finish(key, result);
            Save();
        }
    }

    /// <summary>Waits for the result of work and forgets the work when it is there.</summary>
    public async Task<ReturnedResult> WaitWorkAsync(string key, CancellationToken cancellationToken)
    {
        Task<ReturnedResult> pending;
        lock (_gate) pending = _workResults[key].Task;
        ReturnedResult result = await pending.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (_work.Remove(key, out WorkRecord? record) && record.Call is not null) _callToWork.Remove(record.Call);
            _workResults.Remove(key);
            Save();
        }

        return result;
    }

    /// <summary>Waits for the result of a call that is not kept across restarts.</summary>
    public async Task<ReturnedResult> WaitCallAsync(CallId call, CancellationToken cancellationToken)
    {
        TaskCompletionSource<ReturnedResult> pending = NewResult();
        lock (_gate)
        {
            if (_early.Remove(call, out ReturnedResult? early)) return early;
            _waiting[call] = pending;
        }

        try
        {
            return await pending.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate) _waiting.Remove(call);
        }
    }

    /// <summary>Takes a result. One for an unknown call is kept: its call id may not have arrived yet.</summary>
    /// <exception cref="RpcException">The call has a result already.</exception>
    public void Return(CallId call, object? value, CallError? error)
    {
        ReturnedResult result = new(value, error);
        lock (_gate)
        {
            if (_callToWork.TryGetValue(call, out string? key))
            {
                if (_workResults[key].Task.IsCompleted) throw new RpcException($"result for call {call} already reported");
                Finish(key, result);
                Save();
                return;
            }

            if (_waiting.TryGetValue(call, out TaskCompletionSource<ReturnedResult>? pending))
            {
                if (!pending.TrySetResult(result)) throw new RpcException("callRes channel already has a response");
                return;
            }

            if (!_early.TryAdd(call, result)) throw new RpcException("callRes channel already has a response");
        }
    }

    /// <summary>Work whose call is known, with whether the result has come.</summary>
    public IReadOnlyList<(WorkRecord Record, bool Returned)> RunningWork()
    {
        lock (_gate)
            return [.. _work.Values.Where(record => record.Call is not null).Select(record => (record, _workResults[record.Key].Task.IsCompleted))];
    }

    /// <summary>Calls that returned before anyone asked; unknown ids stay here for ever.</summary>
    public IReadOnlyList<string> EarlyReturns()
    {
        lock (_gate) return [.. _early.Keys.Select(call => call.ToString())];
    }

    private void Finish(string key, ReturnedResult result)
    {
        _work[key] = _work[key] with { Status = WorkStatus.Done };
        _workResults[key].TrySetResult(result);
    }

    private void Save() => AtomicFile.WriteAllBytes(_file, JsonSerializer.SerializeToUtf8Bytes(_work.Values));

    private static TaskCompletionSource<ReturnedResult> NewResult() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
