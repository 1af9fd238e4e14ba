using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tasks;

/// <summary>An accepted call that has no result yet.</summary>
internal sealed class Job(CallEntry entry, SealTask task, TimeProvider clock)
{
    private readonly long _acceptedAt = clock.GetTimestamp();

    public CallEntry Entry { get; } = entry;
    public SealTask Task { get; } = task;
    public JobProgress Progress { get; } = new(clock);

    /// <summary>Timestamp of the start, 0 while the job is queued.</summary>
    public long StartedAt { get; set; }

    /// <summary>Time since the start, or null while the job is queued.</summary>
    public TimeSpan? Running => StartedAt == 0 ? null : clock.GetElapsedTime(StartedAt);

    /// <summary>The job for people.</summary>
    public JobReport Report()
    {
        (Sealing.Scheduling.PhaseProgress last, double rate, double? eta) = Progress.Read();
        return new JobReport(Entry.Call.ToString(), Task.Sector.Miner, Task.Sector.Number, Task.TaskType, TaskTypes.ShortName(Task.TaskType),
            StartedAt == 0 ? "queued" : "running", last.Step ?? "", last.Done, last.Total, last.Unit ?? "", rate, eta,
            clock.GetElapsedTime(_acceptedAt).TotalSeconds, Running?.TotalSeconds);
    }
}
