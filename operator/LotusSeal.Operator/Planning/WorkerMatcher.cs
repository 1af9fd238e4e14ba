using System.Net;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Planning;

/// <summary>Finds what the miner knows of each pod: by its name, which is unique and survives restarts of both sides.</summary>
public static class WorkerMatcher
{
    /// <summary>A result that is waited for; smaller ones have come (protocol spec 3.3).</summary>
    private const int WaitsForResult = -1;

    /// <summary>How long a node may be silent before its workers count as lost.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    /// <summary>The pods of a pool, by ordinal.</summary>
    public static IReadOnlyList<PoolWorker> Match(PoolObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return [.. seen.Pods.OrderBy(pod => pod.Ordinal).Select(pod => Match(seen, pod))];
    }

    /// <summary>Jobs of a worker by its name, whether the miner still knows its session or not.</summary>
    public static IReadOnlyList<WorkerJob> Jobs(MinerView miner, string name, IReadOnlyCollection<Guid> sessions)
    {
        ArgumentNullException.ThrowIfNull(miner);
        return [.. miner.Jobs
            .SelectMany(entry => entry.Value.Where(job => sessions.Contains(entry.Key) || job.Hostname == name))
            .Where(job => job.RunWait >= WaitsForResult).DistinctBy(job => job.Id)];
    }

    /// <summary>Paths that are served below one of the names that a worker tells.</summary>
    public static IReadOnlyList<MinerPath> Paths(MinerView miner, string pool, string @namespace, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(miner);
        string host = PoolNames.Dns(pool, @namespace, ordinal);
        return [.. miner.Paths.Where(path => path.Urls.Any(url => IsAt(url, host)))];
    }

    /// <summary>Whether the miner has jobs or paths of the worker of an ordinal, be its pod there or not.</summary>
    public static bool IsKnown(PoolObservation seen, int ordinal) => HasJobs(seen, ordinal) || PathsOf(seen, ordinal).Count > 0;

    /// <summary>Whether the miner has jobs of the worker of an ordinal, or a sector on its paths.</summary>
    public static bool HasSectors(PoolObservation seen, int ordinal) =>
        HasJobs(seen, ordinal) || PathsOf(seen, ordinal).Any(path => path.Sectors.Count > 0);

    /// <summary>Whether an address is one of a host.</summary>
    public static bool IsAt(string url, string host) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Host.Equals(host, StringComparison.OrdinalIgnoreCase);

    private static bool HasJobs(PoolObservation seen, int ordinal) => seen.Miner is { } miner
        && Jobs(miner, PoolNames.Worker(seen.Pool.Metadata.Name, seen.Pool.Metadata.NamespaceProperty, ordinal), []).Count > 0;

    private static IReadOnlyList<MinerPath> PathsOf(PoolObservation seen, int ordinal) => seen.Miner is { } miner
        ? Paths(miner, seen.Pool.Metadata.Name, seen.Pool.Metadata.NamespaceProperty, ordinal) : [];

    private static PoolWorker Match(PoolObservation seen, ObservedPod pod)
    {
        ObservedNode? node = pod.Node is { } name && seen.Nodes is not null ? seen.Nodes.GetValueOrDefault(name) : null;
        PoolWorker worker = new(pod, seen.Miner is not null)
        {
            IsLost = IsLost(seen, pod, node),
            IsOnCordonedNode = node is { IsCordoned: true },
            IsResumed = !seen.IsDeleted && !seen.Pool.Spec.Suspend,
        };
        if (seen.Miner is not { } miner) return worker;
        string pool = seen.Pool.Metadata.Name, space = seen.Pool.Metadata.NamespaceProperty, listed = pod.WorkerName(pool, space);
        (Guid Session, WorkerStats Stats)[] entries = [.. miner.Workers
            .Where(entry => entry.Value.Info.Hostname == listed || entry.Key.ToString() == pod.Registered)
            // An entry of an earlier life stays, disabled, until the miner restarts.
            .OrderByDescending(entry => entry.Value.Enabled).ThenByDescending(entry => entry.Key.ToString() == pod.Registered)
            .ThenBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value))];
        Guid[] sessions = [.. entries.Select(entry => entry.Session)];
        Guid[] known = Guid.TryParse(pod.Registered, out Guid registered) ? [.. sessions, registered] : sessions;
        IReadOnlyList<WorkerJob> jobs = Jobs(miner, listed, known);
        return worker with
        {
            Sessions = sessions,
            Stats = entries.Length == 0 ? null : entries[0].Stats,
            Jobs = jobs,
            Orphans = Orphans(miner, pod, jobs, entries.Length == 0 ? null : entries[0].Session),
            Paths = Paths(miner, pool, space, pod, worker.IsLost),
        };
    }

    /// <summary>
    /// Paths that it says it has, and those at its name. One whose name is its address, and who was not asked, is found by that, as long as no other
    /// pod can have got the address.
    /// </summary>
    private static IReadOnlyList<MinerPath> Paths(MinerView miner, string pool, string @namespace, ObservedPod pod, bool isLost)
    {
        string host = PoolNames.Dns(pool, @namespace, pod.Ordinal);
        IReadOnlyCollection<string>? own = pod.Answer?.Paths;
        IPEndPoint? address = own is null && !pod.HasEnded && !isLost ? pod.Address : null;
        return [.. miner.Paths.Where(path => own?.Contains(path.Id) == true
            || path.Urls.Any(url => IsAt(url, host) || (address is not null && IsAt(url, address))))];
    }

    private static bool IsAt(string url, IPEndPoint address) => Uri.TryCreate(url, UriKind.Absolute, out Uri? at)
        && at.Port == address.Port && IPAddress.TryParse(at.IdnHost, out IPAddress? host) && host.Equals(address.Address);

    /// <summary>
    /// A job of its present session may still be on its way to the worker, which cannot know it then. One that the worker had when the miner was
    /// asked has been returned since then.
    /// </summary>
    private static WorkerJob[] Orphans(MinerView miner, ObservedPod pod, IReadOnlyList<WorkerJob> jobs, Guid? session)
    {
        if (session is not { } present || !miner.Workers[present].Enabled) return [];
        if (pod.Answer is not { OpenCalls: { } open, EarlierCalls: { } earlier }) return [];
        IEnumerable<WorkerJob> own = miner.Jobs.GetValueOrDefault(present) ?? [];
        HashSet<CallId> kept = [.. open.Concat(earlier).Select(call => call.Call), .. own.Select(job => job.Id)];
        return [.. jobs.Where(job => !kept.Contains(job.Id))];
    }

    /// <summary>Where nodes may not be seen nothing is lost: the pod object says when it is gone.</summary>
    private static bool IsLost(PoolObservation seen, ObservedPod pod, ObservedNode? node)
    {
        if (pod.Node is null || seen.Nodes is null || pod.HasEnded) return false;
        // Of a pod that has just got its node, that may be a node which the operator has not seen yet.
        if (node is null) return !pod.NeverRegistered;
        return node is { IsOutOfService: true } || (node.SilentSince is { } since && seen.Now - since >= LongestSilence);
    }
}
