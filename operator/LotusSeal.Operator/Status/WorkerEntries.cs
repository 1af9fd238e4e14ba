using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Status;

/// <summary>
/// Makes the list of workers in a status: those of the pool, and all others that the miner lists. It is sorted and bounded, and holds nothing that
/// moves while nothing happens.
/// </summary>
internal sealed class WorkerEntries(PoolObservation seen, PoolPlan plan)
{
    private const int RunningWait = 0, PreparedWait = 1;

    private readonly Dictionary<string, WorkerEntry> _before = (seen.Pool.Status?.Workers ?? []).DistinctBy(entry => entry.Name)
        .ToDictionary(entry => entry.Name);

    /// <summary>The entries, own workers first to be kept, and how many have no room.</summary>
    public (IList<WorkerEntry> Kept, int Omitted) Make()
    {
        List<WorkerEntry> own = [.. plan.Workers.Select(Own), .. Vanished()];
        WorkerEntry[] all = [.. own.OrderBy(entry => entry.Name, StringComparer.Ordinal).Concat(Others([.. own.Select(entry => entry.Name)])
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))];
        List<WorkerEntry> kept = [.. all.Take(StatusLimits.Workers).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        return (kept, all.Length - kept.Count);
    }

    private WorkerEntry Own(PoolWorker worker)
    {
        ObservedPod pod = worker.Pod;
        WorkerEntry? before = _before.GetValueOrDefault(pod.Name);
        DrainStep? drain = plan.Drains.GetValueOrDefault(pod.Name);
        WorkerEntry entry = new()
        {
            Name = pod.Name,
            Managed = true,
            // Until it has one of its own, that of the pod before: jobs of it may still be waited for, and this is all that leads to them.
            Session = worker.Sessions.Count > 0 ? worker.Sessions[0].ToString()
                : pod.Registered ?? (before is { Managed: true } ? before.Session : null),
            Node = pod.Node,
            Address = worker.Paths.SelectMany(path => path.Urls).Order(StringComparer.Ordinal).FirstOrDefault(),
            Phase = WorkerPhase.Of(worker, drain),
            Revision = pod.Revision,
            Running = Math.Max(worker.Jobs.Count, worker.Counted),
            Jobs = Jobs(worker, before),
            Drain = Drain(pod, drain, before),
            Message = Message(worker, drain),
        };
        // Without the miner the last that it said stays, or every outage would be two writes for each worker.
        if (!worker.IsMinerKnown && before is not null)
        {
            return entry with
            {
                Tasks = before.Tasks,
                Gpus = before.Gpus,
                Resources = before.Resources,
                Running = before.Running,
                Jobs = before.Jobs,
                Address = before.Address,
                Phase = entry.Phase == WorkerPhase.Registered ? before.Phase : entry.Phase,
            };
        }

        return worker.Stats is { } stats ? Describe(entry, stats) : entry;
    }

    /// <summary>Workers whose pods are gone stay in the list until the miner has nothing of them any more: that is how they are known.</summary>
    private IEnumerable<WorkerEntry> Vanished() => seen.Miner is null
        ? _before.Values.Where(entry => entry is { Managed: true, Session: not null } && plan.Workers.All(worker => worker.Pod.Name != entry.Name))
            .Select(entry => entry with { Phase = WorkerPhase.Lost })
        : plan.Vanished.Select(worker => new WorkerEntry
        {
            Name = worker.Name,
            Managed = true,
            Session = _before.GetValueOrDefault(worker.Name)?.Session,
            Phase = WorkerPhase.Lost,
            Running = worker.Jobs.Count,
            Message = "its pod is gone; the miner still has jobs or paths of it",
        });

    private IEnumerable<WorkerEntry> Others(HashSet<string> taken)
    {
        if (seen.Miner is not { } miner) return _before.Values.Where(entry => !entry.Managed && !taken.Contains(entry.Name));
        HashSet<Guid> own = [.. plan.Workers.SelectMany(worker => worker.Sessions)];
        List<WorkerEntry> entries = [];
        foreach ((Guid session, WorkerStats stats) in miner.Workers.Where(entry => !own.Contains(entry.Key)).OrderBy(entry => entry.Key))
        {
            string id = session.ToString(), name = stats.Info.Hostname.Length == 0 ? id[..8] : stats.Info.Hostname;
            if (!taken.Add(name) && !taken.Add(name = $"{name}-{id[..8]}")) continue;
            int running = stats.TaskCounts?.Values.Sum() ?? 0;
            entries.Add(Describe(new WorkerEntry
            {
                Name = name,
                Session = id,
                Phase = !stats.Enabled ? WorkerPhase.Disabled : running > 0 ? WorkerPhase.Busy : WorkerPhase.Registered,
                Running = running,
            }, stats));
        }

        return entries;
    }

    private static WorkerEntry Describe(WorkerEntry entry, WorkerStats stats)
    {
        WorkerResources has = stats.Info.Resources;
        return entry with
        {
            Tasks = [.. (stats.Tasks ?? []).Select(TaskTypes.ShortName).Distinct().Order(StringComparer.Ordinal)],
            Gpus = has.Gpus is { Length: > 0 } gpus ? [.. gpus.Take(16)] : null,
            Resources = string.Create(CultureInfo.InvariantCulture, $"{has.Cpus} processors, {SizeText.Format(has.MemPhysical)} of memory"),
        };
    }

    private static List<JobEntry>? Jobs(PoolWorker worker, WorkerEntry? before)
    {
        if (worker.Jobs.Count == 0) return null;
        return [.. worker.Jobs.OrderBy(job => Math.Max(job.RunWait, RunningWait)).ThenBy(job => job.Start)
            .ThenBy(job => job.Id.ToString(), StringComparer.Ordinal).Take(StatusLimits.Jobs)
            .Select(job => new JobEntry
            {
                Id = job.Id.ToString(),
                Sector = job.Sector.ToString(),
                Task = TaskTypes.ShortName(job.Task),
                State = job.RunWait switch { RunningWait => "running", PreparedWait => "prepared", > PreparedWait => "assigned", _ => "ret-wait" },
                Since = job.Start.Year > 1 ? StableTime.Format(job.Start) : null,
                ExpectedEnd = StableTime.Estimate(
                    worker.Pod.Answer?.EndOf(job.Id),
                    before?.Jobs?.FirstOrDefault(old => old.Id == job.Id.ToString())?.ExpectedEnd),
            })];
    }

    private static DrainEntry? Drain(ObservedPod pod, DrainStep? step, WorkerEntry? before) => pod.Drain is not { } mark ? null : new DrainEntry
    {
        Reason = mark.Reason.ToString(),
        Stage = (step?.Stage ?? DrainStage.StopIntake).ToString(),
        Since = StableTime.Format(mark.Started),
        ExpectedEnd = StableTime.Estimate(step?.ExpectedEnd, before?.Drain?.ExpectedEnd),
        Message = StatusLimits.Cut(step?.Message ?? "it begins"),
    };

    private string? Message(PoolWorker worker, DrainStep? drain)
    {
        string? text = worker.Pod.Problem?.Message ?? (worker.IsLost ? $"node {worker.Pod.Node} does not answer" : null);
        if (text is null && drain is null && seen.Miner is { } miner) text = IdleReason.Of(worker, miner);
        if (text is null && worker is { IsMinerKnown: true, IsListed: false, IsActive: true, Pod.IsRunning: true })
            text = "the miner does not list it yet";
        return text is null ? null : StatusLimits.Cut(text);
    }
}
