using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>Calls that workers run for us now, for WorkerJobs.</summary>
internal sealed class JobBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<OpenJob> _jobs = [];

    /// <summary>Notes a job; disposing takes it off.</summary>
    public IDisposable Add(Guid worker, CallId call, SectorId sector, string task, int runWait)
    {
        OpenJob job = new(this, worker, new WorkerJob(call, sector, task, runWait, time.GetUtcNow()));
        lock (_gate) _jobs.Add(job);
        return job;
    }

    /// <summary>All jobs with their workers.</summary>
    public IReadOnlyList<(Guid Worker, WorkerJob Job)> Snapshot()
    {
        lock (_gate) return [.. _jobs.Select(job => (job.Worker, job.Entry))];
    }

    private sealed class OpenJob(JobBoard board, Guid worker, WorkerJob entry) : IDisposable
    {
        public Guid Worker { get; } = worker;

        public WorkerJob Entry { get; } = entry;

        public void Dispose()
        {
            lock (board._gate) board._jobs.Remove(this);
        }
    }
}
