using System.Collections.Concurrent;
using KubeOps.Abstractions.Events;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Host.Control;

/// <summary>Says as events what lasts and needs a person: when it begins, and each hour again.</summary>
internal sealed class PoolNotices(EventPublisher say, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<ObjectKey, Dictionary<string, long>> _told = new();

    /// <summary>Says what a pass has found.</summary>
    public async Task TellAsync(PoolObservation seen, PoolPlan plan, CancellationToken cancellationToken)
    {
        List<(string Reason, string About, string Message)> notices = [.. Notices(seen, plan)];
        Dictionary<string, long> told = _told.GetOrAdd(ObjectKey.Of(seen.Pool), _ => []);
        // What has ended is told at once when it begins again.
        foreach (string ended in told.Keys.Except(notices.Select(notice => notice.Reason + notice.About)).ToArray()) told.Remove(ended);
        foreach ((string reason, string about, string message) in notices)
        {
            if (told.TryGetValue(reason + about, out long at) && time.GetElapsedTime(at) < Pause) continue;
            told[reason + about] = time.GetTimestamp();
            await say(seen.Pool, reason, message, EventType.Warning, cancellationToken);
        }
    }

    /// <summary>The pool is gone.</summary>
    public void Forget(ObjectKey pool) => _told.TryRemove(pool, out _);

    private static IEnumerable<(string Reason, string About, string Message)> Notices(PoolObservation seen, PoolPlan plan)
    {
        if (plan.Verdict == PoolVerdict.Invalid) yield return ("InvalidSpec", "", plan.Check.Message);
        if (plan.Verdict == PoolVerdict.MinerChanged)
            yield return ("MinerChanged", "", "another miner answers than before; nothing is done until a person confirms it");
        if (seen.MinerProblem is { } problem) yield return ("MinerUnreachable", "", problem.Message);
        if (seen.Credentials.Kind is not (CredentialKind.Valid or CredentialKind.Unknown))
            yield return ("CredentialsInvalid", "", seen.Credentials.Message);
        foreach ((string pod, DrainStep step) in plan.Drains.Where(drain => drain.Value.IsOverdue)
            .OrderBy(drain => drain.Key, StringComparer.Ordinal))
            yield return ("DrainOverdue", pod, $"pod {pod} ends its work for longer than {seen.Pool.Spec.Drain.Timeout}: {step.Message}");
        if (plan.Left is { } left) yield return ("SectorsLeft", "", left);
        foreach (PoolWorker worker in plan.Workers.Where(worker => worker.HasLostGpu))
            yield return ("GpuLost", worker.Pod.Name, $"pod {worker.LostGpus}");
        foreach (PoolWorker worker in plan.Workers.Where(worker => worker.IsLost))
            yield return ("WorkerLost", worker.Pod.Name, $"pod {worker.Pod.Name}: node {worker.Pod.Node} does not answer");
    }
}
