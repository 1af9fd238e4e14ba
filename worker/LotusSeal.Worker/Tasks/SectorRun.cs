namespace LotusSeal.Worker.Tasks;

/// <summary>One task at its work, or waiting for it, and all who wait for its result.</summary>
internal sealed class SectorRun
{
    private readonly CancellationTokenSource _cancel;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RunOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A run behind others.</summary>
    /// <param name="task">What is done.</param>
    /// <param name="caller">Who asked first, for people.</param>
    /// <param name="before">The runs that have to end first.</param>
    /// <param name="clock">Measures progress.</param>
    /// <param name="stop">Ends every run.</param>
    public SectorRun(SealTask task, string caller, IReadOnlyList<SectorRun> before, TimeProvider clock, CancellationToken stop)
    {
        (Task, Caller, Before, Progress) = (task, caller, before, new JobProgress(clock));
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Token = _cancel.Token;
        Turn = System.Threading.Tasks.Task.WhenAll(before.Select(run => run._ended.Task));
    }

    /// <summary>What is done.</summary>
    public SealTask Task { get; }

    /// <summary>Who asked first, for people: <c>call 1000-9-…</c> or <c>direct call 1000-9-…</c>.</summary>
    public string Caller { get; }

    /// <summary>The runs over the same files that came earlier and had not ended then.</summary>
    public IReadOnlyList<SectorRun> Before { get; }

    /// <summary>How far it is.</summary>
    public JobProgress Progress { get; }

    /// <summary>Ends the run: the worker stops, the run is given up, or nobody waits for it any more.</summary>
    public CancellationToken Token { get; }

    /// <summary>Ends when those before have really ended, so that nobody else is at the files.</summary>
    public Task Turn { get; }

    /// <summary>How the run ended; never faulted.</summary>
    public Task<RunOutcome> Outcome => _outcome.Task;

    /// <summary>Where it waits for a place when its turn has come; null for a run that needs none, and before it waits.</summary>
    public TaskLane? Lane { get; set; }

    /// <summary>Timestamp of the start of the work, 0 before.</summary>
    public long StartedAt { get; set; }

    /// <summary>Why the run was given up, whatever comes of it, or null. Changed by <see cref="SectorTurns"/> only.</summary>
    public Exception? GivenUp { get; set; }

    /// <summary>How many wait for the outcome. Changed by <see cref="SectorTurns"/> only.</summary>
    public int Waiting { get; set; } = 1;

    /// <summary>The call that asked first was cancelled, others still wait. Changed by the one who follows that call only.</summary>
    public bool IsLeftByFirst { get; set; }

    /// <summary>True when somebody may still join.</summary>
    public bool IsWanted => GivenUp is null && Waiting > 0;

    /// <summary>The latest of the earlier runs that has not ended, or null.</summary>
    public SectorRun? WaitsFor => Before.LastOrDefault(run => !run._ended.Task.IsCompleted);

    /// <summary>Asks the work to end; without effect when it has.</summary>
    public void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>Tells everybody that the work has ended: nothing of it touches a file any more.</summary>
    public void End(RunOutcome outcome)
    {
        _outcome.TrySetResult(outcome);
        _ended.TrySetResult();
        _cancel.Dispose();
    }
}
