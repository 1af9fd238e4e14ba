using LotusSeal.DevMiner.Calls;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>A worker in the hands of one task step: makes its calls and shows them as jobs.</summary>
internal sealed class WorkerLease(IWorkerApi api, Guid workerId, string hostname, CallTracker calls, JobBoard jobs)
{
    private const int Running = 0;

    /// <summary>The worker's host name.</summary>
    public string Hostname { get; } = hostname;

    /// <summary>Makes a call that is not kept across restarts and awaits its result.</summary>
    public async Task<ReturnedResult> CallAsync(SectorRef sector, string task, Func<IWorkerApi, Task<CallId>> start,
        CancellationToken cancellationToken)
    {
        CallId call = await start(api);
        using IDisposable job = jobs.Add(workerId, call, sector.Id, task, Running);
        return await calls.WaitCallAsync(call, cancellationToken);
    }

    /// <summary>Makes a work call under a claimed key and awaits its result.</summary>
    public async Task<ReturnedResult> WorkAsync(string key, SectorRef sector, string task, Func<IWorkerApi, Task<CallId>> start,
        CancellationToken cancellationToken)
    {
        CallId call = await start(api);
        calls.Started(key, call, Hostname);
        using IDisposable job = jobs.Add(workerId, call, sector.Id, task, Running);
        return await calls.WaitWorkAsync(key, cancellationToken);
    }

    /// <summary>Makes a call that is answered with its result.</summary>
    public Task<T> AskAsync<T>(Func<IWorkerApi, Task<T>> ask) => ask(api);
}
