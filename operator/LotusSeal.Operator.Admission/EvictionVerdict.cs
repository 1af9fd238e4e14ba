using System.Globalization;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Admission;

/// <summary>Whether a worker may be evicted, and the words for whoever asked.</summary>
/// <param name="Refusal">What the worker does and until when; null when it may go.</param>
/// <param name="AsksForDrain">Whether a drain would help and nobody has asked for one.</param>
internal sealed record EvictionVerdict(string? Refusal, bool AsksForDrain)
{
    private static readonly EvictionVerdict MayGo = new(null, false);

    /// <summary>Decides about a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="pool">Its pool with its status; null when there is none, so that nobody will ever drain the pod.</param>
    public static EvictionVerdict Of(V1Pod pod, V1Alpha1SealWorker? pool)
    {
        if (pool is null || PodReader.Read(pool.Metadata.Name, pod) is not { } worker || worker.HasEnded || HasNeverStarted(worker)) return MayGo;
        WorkerEntry? entry = pool.Status?.Workers?.FirstOrDefault(one => one.Managed && one.Name == worker.Name);
        if (IsDrained(worker, entry)) return MayGo;
        bool isPaused = PoolAnnotations.IsOn(pool.Metadata.Annotations, PoolAnnotations.Paused);
        bool asks = worker is { Drain: null, IsDrainRequested: false, IsTerminating: false } && !isPaused;
        string does = Doing(worker, entry);
        string next = worker.IsTerminating ? "it has been deleted already and ends its tasks first; a shorter grace period would cut them off"
            : isPaused ? $"the pool is paused (annotation {PoolAnnotations.Paused}), so nobody drains it until that is taken off"
            : worker.Drain is { } mark ? Draining(mark, entry?.Drain)
            : $"it is drained by annotation {PoolAnnotations.DrainRequested}=true; when its tasks have ended the operator deletes the pod, and a "
                + "`kubectl drain` that still waits goes on";
        return new EvictionVerdict($"worker {worker.Name} of pool {pool.Metadata.Name} is not evicted: {does}; {next}", asks);
    }

    /// <summary>
    /// Not by its phase alone, which is Pending once more while the containers of a node that was restarted are made: its call store may be full.
    /// </summary>
    private static bool HasNeverStarted(ObservedPod worker) => worker is { Phase: PodPhase.Pending, NeverRegistered: true };

    /// <summary>The status may still be about an earlier pod of the name: the drain that it tells of has to be that of this one.</summary>
    private static bool IsDrained(ObservedPod worker, WorkerEntry? entry) =>
        worker is { Drain: { } mark, IsTerminating: false } && entry?.Drain is { Stage: nameof(DrainStage.Delete) } drain
        && Time(drain.Since) is { } since && (since - mark.Started).Duration() < TimeSpan.FromSeconds(1);

    private static string Doing(ObservedPod worker, WorkerEntry? entry)
    {
        if (entry is null) return "what it does is not known yet";
        string[] jobs = [.. (entry.Jobs ?? []).Select(job => $"{job.Task} of {job.Sector} ({job.State}{Until(job.ExpectedEnd)})")];
        int more = Math.Max(0, entry.Running - jobs.Length);
        if (more > 0) jobs = [.. jobs, string.Create(CultureInfo.InvariantCulture, $"{more} {(jobs.Length > 0 ? "more" : "tasks")}")];
        string what = jobs.Length > 0 ? $"it does {string.Join(", ", jobs)}" : "it has no task now, but the miner may give it one at any moment";
        return worker.Problem?.Message is null && entry.Message is { Length: > 0 } message ? $"{what} [{message}]" : what;
    }

    private static string Draining(DrainMark mark, DrainEntry? drain) => drain is null
        ? $"its drain has begun ({mark.Reason})"
        : $"its drain has begun ({drain.Reason}, {drain.Since}{Until(drain.ExpectedEnd)}): {drain.Message}";

    private static string Until(string? end) => Time(end) is { } time
        ? $", until about {time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "";

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
