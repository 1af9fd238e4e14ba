using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Calls;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Api;

/// <summary>What commands ask: workers, jobs, queue, locks, sectors (protocol spec 3.5).</summary>
internal sealed partial class MinerApi
{
    private const int AssignedBase = 2, RetWait = -1, Returned = -2;
    private static readonly TimeSpan TaskTypesLimit = TimeSpan.FromSeconds(3);

    public async Task<Dictionary<string, WorkerStats>?> WorkerStatsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SchedWorker> workers = services.Scheduler.Workers();
        string[][] tasks = await Task.WhenAll(workers.Select(worker => TasksOfAsync(worker, cancellationToken)));
        return workers.Zip(tasks).ToDictionary(pair => pair.First.Id.ToString(), pair => services.Scheduler.Stats(pair.First, pair.Second));
    }

    public Task<Dictionary<string, WorkerJob[]>?> WorkerJobsAsync(CancellationToken cancellationToken)
    {
        List<(Guid Worker, WorkerJob Job)> jobs = [.. services.Jobs.Snapshot()];
        HashSet<CallId> shown = [.. jobs.Select(entry => entry.Job.Id)];
        CallId none = new(default, Guid.Empty);
        foreach ((Guid worker, SchedRequest request, int window) in services.Scheduler.Assigned())
            jobs.Add((worker, new WorkerJob(none, request.Sector.Id, request.Task, window + AssignedBase, request.Queued)));
        foreach ((WorkRecord record, bool returned) in services.Calls.RunningWork())
        {
            if (shown.Contains(record.Call!)) continue;
            jobs.Add(
                (Guid.Empty, new WorkerJob(record.Call!, record.Call!.Sector, record.Task, returned ? Returned : RetWait,
                record.StartTime, record.Hostname)));
        }

        return Task.FromResult<Dictionary<string, WorkerJob[]>?>(
            jobs.GroupBy(entry => entry.Worker).ToDictionary(group => group.Key.ToString(), group => group.Select(entry => entry.Job).ToArray()));
    }

    public Task SealingAbortAsync(CallId call, CancellationToken cancellationToken) =>
        Return(call, null, new CallError(SealErrorCode.Unknown, "task aborted"));

    public Task<JsonNode> SealingSchedDiagAsync(bool doSched, CancellationToken cancellationToken)
    {
        (IReadOnlyList<SchedRequest> requests, IReadOnlyList<Guid> windows) = services.Scheduler.Snapshot();
        IReadOnlyList<(WorkRecord Record, bool Returned)> work = services.Calls.RunningWork();
        JsonNode diag = new JsonObject
        {
            ["SchedInfo"] = new JsonObject
            {
                ["Requests"] = OrNull(requests.Select(request => (JsonNode)new JsonObject
                {
                    ["Sector"] = JsonSerializer.SerializeToNode(request.Sector.Id, LotusJson.Options),
                    ["TaskType"] = request.Task,
                    ["Priority"] = request.Priority,
                    ["SchedId"] = request.Id.ToString(),
                })),
                ["OpenWindows"] = OrNull(windows.Select(id => (JsonNode)id.ToString())),
            },
            ["ReturnedWork"] = OrNull(work.Where(entry => entry.Returned).Select(entry => (JsonNode)entry.Record.Key)),
            ["Waiting"] = OrNull(work.Where(entry => !entry.Returned).Select(entry => (JsonNode)entry.Record.Key)),
            ["CallToWork"] = new JsonObject(work.Select(entry => KeyValuePair.Create(entry.Record.Call!.ToString(), (JsonNode?)entry.Record.Key))),
            ["EarlyRet"] = OrNull(services.Calls.EarlyReturns().Select(id => (JsonNode)id)),
        };
        return Task.FromResult(diag);
    }

    public Task<SectorLocks> StorageGetLocksAsync(CancellationToken cancellationToken) => Task.FromResult(services.Locks.Snapshot());

    public Task<Dictionary<string, string>?> StorageLocalAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, string>?>(services.Store.LocalPaths.ToDictionary(path => path.Id, path => path.LocalPath));

    public async Task<FsStat> StorageStatAsync(string id, CancellationToken cancellationToken)
    {
        if (await services.Store.StatAsync(id, cancellationToken) is { } local) return local;
        StorageInfo info = await MethodErrors.Of(() => services.Index.StorageInfoAsync(id, cancellationToken));
        foreach (string url in info.Urls ?? [])
        {
            if (await services.Host.RemoteStatAsync($"{url}/stat/{id}", cancellationToken) is { } remote) return remote;
        }

        throw new RpcException($"all endpoints failed for remote storage {id}");
    }

    public Task<ulong[]?> SectorsListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ulong[]?>([.. services.Ledger.All().Select(sector => sector.Id.Number)]);

    public Task<Dictionary<string, int>?> SectorsSummaryAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, int>?>(services.Ledger.All().CountBy(sector => sector.State).ToDictionary());

    public Task<JsonNode> SectorsStatusAsync(ulong sector, bool showOnChain, CancellationToken cancellationToken) =>
        services.Ledger.Find(sector) is { } record
            ? Task.FromResult(SectorStatusJson.From(record))
            : throw new RpcException($"sector {sector} not found");

    private static JsonArray? OrNull(IEnumerable<JsonNode> items)
    {
        JsonNode[] all = [.. items];
        return all.Length == 0 ? null : new JsonArray(all);
    }

    private static async Task<string[]> TasksOfAsync(SchedWorker worker, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TaskTypesLimit);
            return [.. ((await worker.Api.TaskTypesAsync(limit.Token)) ?? []).Keys.Order(StringComparer.Ordinal)];
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A worker that does not answer is listed without tasks, as Lotus does.
            return [];
        }
    }
}
