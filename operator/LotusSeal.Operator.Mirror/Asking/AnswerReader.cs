using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>
/// Takes answers apart. Half an answer is none: a worker or job that is not in the list counts as gone. Everything is put into an order of its own,
/// since a miner lists in a new order each time.
/// </summary>
internal static class AnswerReader
{
    /// <summary>The fault of an answer that makes no sense.</summary>
    public static MinerFault Strange(string method, string address) =>
        new(MinerProblemKind.VersionMismatch, $"what {address} answers to {method} is no answer of a miner that we know");

    public static string Actor(string? actor, string address) => string.IsNullOrEmpty(actor) ? throw Strange("ActorAddress", address) : actor;

    public static IReadOnlyDictionary<Guid, WorkerStats> Workers(Dictionary<string, WorkerStats>? answer, string address)
    {
        Dictionary<Guid, WorkerStats> workers = [];
        foreach ((string key, WorkerStats stats) in answer ?? throw Strange("WorkerStats", address))
        {
            // A field that is missing in JSON is null in C#, whatever the type says.
            bool isWhole = stats is { Info: { Hostname: not null, Resources: not null } };
            if (!isWhole || !Guid.TryParse(key, out Guid session) || !workers.TryAdd(session, stats!))
                throw Strange("WorkerStats", address);
        }

        return workers;
    }

    public static IReadOnlyDictionary<Guid, IReadOnlyList<WorkerJob>> Jobs(Dictionary<string, WorkerJob[]>? answer, string address)
    {
        Dictionary<Guid, IReadOnlyList<WorkerJob>> jobs = [];
        foreach ((string key, WorkerJob[] list) in answer ?? throw Strange("WorkerJobs", address))
        {
            if (!Guid.TryParse(key, out Guid session) || list is null || list.Any(job => job is not { Id: not null, Task: not null })
                || !jobs.TryAdd(session, Sorted(list)))
                throw Strange("WorkerJobs", address);
        }

        return jobs;
    }

    /// <summary>The declarations by path, each sector once.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<SectorId>> Paths(Dictionary<string, SectorDeclaration[]>? answer, string address)
    {
        Dictionary<string, IReadOnlyList<SectorId>> paths = [];
        foreach ((string id, SectorDeclaration[] list) in answer ?? throw Strange("StorageList", address))
        {
            if (id.Length == 0 || list is null || list.Any(declaration => declaration is null)) throw Strange("StorageList", address);
            paths[id] =
                [.. list.Select(declaration => declaration.Sector).Distinct().OrderBy(sector => sector.Miner).ThenBy(sector => sector.Number)];
        }

        return paths;
    }

    public static SchedulerView Queue(JsonNode? answer)
    {
        SchedulerView queue = SchedulerView.Parse(answer);
        return new SchedulerView(
            [.. queue.Requests.OrderBy(request => request.Sector.Miner).ThenBy(request => request.Sector.Number)
                .ThenBy(request => request.Task, StringComparer.Ordinal)],
            [.. queue.OpenWindows.Order()]);
    }

    private static WorkerJob[] Sorted(WorkerJob[] jobs) =>
    [
        .. jobs.OrderBy(job => job.Sector.Miner).ThenBy(job => job.Sector.Number).ThenBy(job => job.Task, StringComparer.Ordinal)
            .ThenBy(job => job.Id.Id).ThenBy(job => job.RunWait),
    ];
}
