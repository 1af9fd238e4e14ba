using System.Globalization;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>Tasks that somebody is about to give up.</summary>
internal static class JobLines
{
    /// <summary>The tasks of workers, a line each; one that says so when there is none, or nobody knows.</summary>
    /// <param name="pool">Its status is what is known.</param>
    /// <param name="worker">One worker; null for all.</param>
    public static IEnumerable<string> Of(V1Alpha1SealWorker pool, string? worker = null)
    {
        if (pool.Status is not { } status)
        {
            yield return "  nobody knows which tasks run: the operator has written no status";
            yield break;
        }

        WorkerEntry[] workers = [.. (status.Workers ?? []).Where(one => one.Managed && (worker is null || one.Name == worker))];
        bool any = false;
        foreach (WorkerEntry one in workers.Where(one => one.Running > 0 || one.Jobs is { Count: > 0 }))
        {
            any = true;
            IList<JobEntry> jobs = one.Jobs ?? [];
            foreach (JobEntry job in jobs)
                yield return $"  {one.Name}: {job.Task} of sector {job.Sector}, {job.State}{(job.Since is null ? "" : $" since {job.Since}")}";
            if (one.Running > jobs.Count)
                yield return string.Create(CultureInfo.InvariantCulture, $"  {one.Name}: {one.Running - jobs.Count} more tasks");
        }

        if (status.WorkersOmitted is > 0 and { } omitted && (worker is null || workers.Length == 0))
            yield return string.Create(CultureInfo.InvariantCulture, $"  and the tasks of {omitted} workers for which the status has no room");
        else if (!any) yield return "  no task: the miner listed none when the operator last asked";
    }
}
