namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>
/// A task on the wire: the call, what the worker asked the miner for it, and the Returns (more than one when a Return was repeated). A proof of
/// spacetime has no Return and several sectors, whose steps come side by side: here one sector after the other.
/// </summary>
public sealed record TaskTrace(Exchange Call, string Sector, IReadOnlyList<Exchange> Steps, IReadOnlyList<Exchange> Returns)
{
    /// <summary>
    /// The tasks and file requests of a recording in the order of the calls. A step belongs to the task on its sector that is open at the time;
    /// one without a sector (StorageBestAlloc) to the only open task that makes files, and to none when there are several.
    /// </summary>
    public static IReadOnlyList<TaskTrace> Of(Recording recording)
    {
        ILookup<string, Exchange> returns = recording.Towards(Link.Miner).Where(exchange => Traffic.IsReturn(exchange.Rpc))
            .ToLookup(Traffic.ReturnedCallId);
        List<Open> tasks = [];
        foreach (Exchange call in recording.Towards(Link.Worker))
        {
            bool isTask = Traffic.Tasks.ContainsKey(call.Rpc);
            if (!isTask && !Traffic.Proofs.Contains(call.Rpc) && !call.Request.Path.StartsWith("/remote/", StringComparison.Ordinal)) continue;
            Exchange[] results = Traffic.CallIdOf(call) is string id ? [.. returns[id]] : [];
            long end = isTask ? results.FirstOrDefault()?.Request.Sequence ?? long.MaxValue : call.Response?.Sequence ?? long.MaxValue;
            tasks.Add(new Open(call, Traffic.SectorsOf(call), end, [], results));
        }

        foreach (Exchange step in recording.Towards(Link.Miner))
        {
            if (!Traffic.IndexCalls.Contains(step.Rpc) && !step.Request.Path.StartsWith("/remote/", StringComparison.Ordinal)) continue;
            string? sector = Traffic.SectorOf(step);
            Open[] open = [.. tasks.Where(task => task.Call.Request.Sequence < step.Request.Sequence && step.Request.Sequence < task.End
                && (sector is null ? Traffic.Allocates(task.Call.Rpc) : task.Sectors.Contains(sector) && Traffic.MayDeclare(task.Call.Rpc, step)))];
            if (open.Length == 1 || (open.Length > 1 && sector is not null)) open[^1].Steps.Add(step);
        }

        return [.. tasks.Select(task => new TaskTrace(task.Call, task.Sectors is [string only] ? only : "", task.InOrder(), task.Returns))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Call.Request} {Sector}";

    private sealed record Open(Exchange Call, IReadOnlyList<string> Sectors, long End, List<Exchange> Steps, Exchange[] Returns)
    {
        public IReadOnlyList<Exchange> InOrder() => Sectors.Count > 1 ? [.. Steps.OrderBy(Traffic.SectorOf, StringComparer.Ordinal)] : Steps;
    }
}
