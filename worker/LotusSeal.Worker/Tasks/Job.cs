using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tasks;

/// <summary>A call that has no result yet: an accepted one, or one whose caller waits for the answer, which has no row in the store.</summary>
internal sealed class Job(CallEntry entry, SealTask task, TimeProvider clock)
{
    private readonly long _acceptedAt = clock.GetTimestamp();
    private readonly TaskCompletionSource<bool> _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallEntry Entry { get; } = entry;
    public SealTask Task { get; } = task;

    /// <summary>Where the call was put, null before and until it is on disk.</summary>
    public SectorTurn? Turn { get; set; }

    /// <summary>Ends when the fate of the call is sealed: true when an operator cancelled it, false when its run had ended first.</summary>
    public Task<bool> Cancelled => _cancelled.Task;

    /// <summary>True when the call has the outcome of a run that another call waits for, which shows how far it is.</summary>
    private bool IsJoined => Turn is { IsJoined: true, Run.IsLeftByFirst: false };

    /// <summary>Cancels the call for an operator; again is without effect.</summary>
    /// <returns>False when its run had ended before.</returns>
    public bool TryCancel() => _cancelled.TrySetResult(true) || _cancelled.Task.Result;

    /// <summary>The run has ended: from here on the call cannot be cancelled.</summary>
    /// <returns>False when it was cancelled before.</returns>
    public bool TrySettle() => _cancelled.TrySetResult(false);

    /// <summary>The job for people.</summary>
    public JobReport Report()
    {
        SectorRun? run = Turn?.Run;
        if (run is { StartedAt: not 0 } && !IsJoined) return RunningReport(run);
        string step = run is null ? "" : IsJoined ? $"joins {run.Caller}" : run.WaitsFor is { } earlier ? Describe(earlier)
            : run.Lane is { IsFull: true } lane ? $"waits for a place: {lane.Running} of {lane.Limit} run" : "";
        return new JobReport(Entry.Call.ToString(), Task.Sector.Miner, Task.Sector.Number, Task.Definition.Name, Task.Definition.Type.ShortName,
            IsJoined ? JobReport.JoinedState : JobReport.QueuedState, step, 0, 0, "", 0, null,
            clock.GetElapsedTime(_acceptedAt).TotalSeconds, null)
        {
            Partition = Task.Partition,
        };
    }

    private string Describe(SectorRun earlier) =>
        $"{(Turn!.Superseded.Contains(earlier) ? "supersedes" : "waits for")} {earlier.Caller} ({earlier.Task.Definition.Type.ShortName})";

    private JobReport RunningReport(SectorRun run)
    {
        (Sealing.Scheduling.PhaseProgress last, double rate, double? eta) = run.Progress.Read();
        return new JobReport(Entry.Call.ToString(), Task.Sector.Miner, Task.Sector.Number, Task.Definition.Name, Task.Definition.Type.ShortName,
            JobReport.RunningState, last.Step ?? "", last.Done, last.Total, last.Unit ?? "", rate, eta,
            clock.GetElapsedTime(_acceptedAt).TotalSeconds, clock.GetElapsedTime(run.StartedAt).TotalSeconds)
        {
            Partition = Task.Partition,
        };
    }
}
