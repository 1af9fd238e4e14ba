using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Who may be at which files of a sector: one run at a time. A miner that aborts a job tells the worker nothing (protocol spec 4.6), so a call may
/// come while its predecessor still runs.
/// </summary>
/// <remarks>
/// A call with the parameters of a run joins it. Another call for the same kind of work cancels the run and waits until it has really ended; any
/// other work over the same files waits for its turn. A removal of the files for good cancels what cannot go on without them. A run
/// that waits holds no place in a lane, and those that it waits for came earlier, so nothing can wait in a circle.
/// </remarks>
internal sealed class SectorTurns(TimeProvider clock, CancellationToken stop)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SectorId, List<SectorRun>> _open = [];

    /// <summary>Puts a task behind the runs that share its files, or joins it to the one that does the same already.</summary>
    /// <param name="task">What is asked for.</param>
    /// <param name="caller">Who asks, for people.</param>
    public SectorTurn Enter(SealTask task, string caller)
    {
        SectorRun run;
        SectorRun[] superseded;
        lock (_gate)
        {
            if (!_open.TryGetValue(task.Sector, out List<SectorRun>? open)) _open[task.Sector] = open = [];
            SectorRun[] before = [.. open.Where(other => (other.Task.Writes & task.Writes) != SectorFileType.None)];
            if (FindSame(open, before, task) is { } same)
            {
                same.Waiting++;
                return new SectorTurn(same, IsJoined: true, []);
            }

            superseded = [.. before.Where(other => other.GivenUp is null && task.Supersedes(other.Task))];
            foreach (SectorRun older in superseded) older.GivenUp = new SupersededException(older.Task.ToString(), caller);
            run = new SectorRun(task, caller, before, clock, stop);
            open.Add(run);
        }

        // Outside of the lock: whoever listens to a cancellation runs here.
        foreach (SectorRun older in superseded) older.Cancel();
        return new SectorTurn(run, IsJoined: false, superseded);
    }

    /// <summary>
    /// Files of a sector are removed for good: every run that cannot go on without them is given up, those that wait for their turn too.
    /// </summary>
    /// <returns>The runs, which have not ended yet.</returns>
    public IReadOnlyList<SectorRun> GiveUp(SectorId sector, SectorFileType types)
    {
        SectorRun[] runs;
        lock (_gate)
        {
            if (!_open.TryGetValue(sector, out List<SectorRun>? open)) return [];
            runs = [.. open.Where(run => (run.Task.EndsWithout & types) != SectorFileType.None)];
            foreach (SectorRun run in runs) run.GivenUp ??= new FilesRemovedException(run.Task.ToString(), types);
        }

        foreach (SectorRun run in runs) run.Cancel();
        return runs;
    }

    /// <summary>A caller no longer waits; the last one ends the run.</summary>
    /// <returns>True when nobody waits any more.</returns>
    public bool Leave(SectorRun run)
    {
        lock (_gate)
        {
            if (--run.Waiting > 0) return false;
        }

        run.Cancel();
        return true;
    }

    /// <summary>The work has ended. Of a run that was given up even a success is a failure: its files are about to be replaced, or to go.</summary>
    public void End(SectorRun run, RunOutcome outcome)
    {
        lock (_gate)
        {
            List<SectorRun> open = _open[run.Task.Sector];
            open.Remove(run);
            if (open.Count == 0) _open.Remove(run.Task.Sector);
            if (run.GivenUp is { } why && !outcome.IsInterrupted) outcome = new RunOutcome(null, why);
            run.End(outcome);
        }
    }

    /// <summary>The run that a call may join: it does the same, and nothing that came later changes the files behind it.</summary>
    private static SectorRun? FindSame(List<SectorRun> open, SectorRun[] before, SealTask task)
    {
        if (task.Parameters is not { } parameters) return null;
        IEnumerable<SectorRun> candidates = task.Writes == SectorFileType.None ? open : before.TakeLast(1);
        return candidates.LastOrDefault(other => other.IsWanted && ReferenceEquals(other.Task.Definition, task.Definition)
            && other.Task.Parameters == parameters);
    }
}

/// <summary>Where a call was put.</summary>
/// <param name="Run">The run whose outcome is the call's.</param>
/// <param name="IsJoined">The run was there already; nothing is to be started.</param>
/// <param name="Superseded">The runs that were cancelled for it.</param>
internal sealed record SectorTurn(SectorRun Run, bool IsJoined, IReadOnlyList<SectorRun> Superseded);
