using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Mirror.Credentials;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>A pool that looks at a miner. Guarded by the miners' lock.</summary>
/// <param name="pool">The pool.</param>
internal sealed class PoolLink(ObjectKey pool)
{
    /// <summary>After as many intervals an answer says nothing any more, as in <see cref="PoolObservation.Miner"/>.</summary>
    private const int FreshIntervals = 3;

    /// <summary>What may be off between two clocks that go right.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>Jobs that were given up, and when, steady time.</summary>
    private readonly Dictionary<CallId, long> _givenUp = [];

    private MinerReading? _last;
    private Uri? _lastFrom;

    public ObjectKey Pool => pool;

    /// <summary>Where its token is.</summary>
    public DataReference Token { get; set; }

    /// <summary>Where the certificates are; null where none are wanted.</summary>
    public DataReference? Trust { get; set; }

    public TimeSpan Interval { get; set; }

    public TimeSpan Deadline { get; set; }

    /// <summary>What the Secret said at the last look.</summary>
    public TokenReading? Reading { get; set; }

    /// <summary>Why there is nobody to ask; null when there is.</summary>
    public MinerProblem? Problem { get; set; }

    /// <summary>Who asks for it; null while there is no token, address or certificate.</summary>
    public MinerLoop? Loop { get; set; }

    /// <summary>When it looked last, steady time.</summary>
    public long LookedAt { get; set; }

    /// <summary>Whether it was told that the last answer says nothing any more.</summary>
    public bool IsToldStale { get; set; }

    /// <summary>Whether the token is to be read again before long.</summary>
    public bool HasBadToken => Reading?.Token is null || Loop is null || Loop.State.Credentials is CredentialKind.Rejected or CredentialKind.NotAdmin;

    /// <summary>Whether the last answer is too old.</summary>
    public bool IsStale(TimeProvider time) => Last() is { } last && time.GetElapsedTime(last.Stamp) > Interval * FreshIntervals;

    /// <summary>
    /// Turns to another miner, or the same with another token: what the same address said before is known until the new one answers.
    /// </summary>
    public void Follow(MinerLoop? loop)
    {
        if (loop == Loop) return;
        _last = Last();
        if (Loop is not null) _lastFrom = Loop.Key.Url;
        if (loop is not null && loop.Key.Url != _lastFrom) _last = null;
        Loop = loop;
    }

    /// <summary>The miner was told to wait for jobs no longer: what it said of them before is over.</summary>
    public void GaveUp(IEnumerable<CallId> calls, TimeProvider time)
    {
        foreach (CallId call in calls) _givenUp[call] = time.GetTimestamp();
    }

    /// <summary>What the pool is told.</summary>
    public MinerAnswer Answer(TimeProvider time)
    {
        MinerView? view = Last() is { } last ? WithoutGivenUp(Dated(last, time), last.Stamp) : null;
        if (Loop is null) return new MinerAnswer(view, Problem, Reading!.State);
        MinerState state = Loop.State;
        return new MinerAnswer(view, state.Problem, Describe(state.Credentials));
    }

    /// <summary>
    /// A job that an answer of before still lists would be given up a second time, and a miner keeps what it is told of a job that it does not know.
    /// </summary>
    private MinerView WithoutGivenUp(MinerView view, long asked)
    {
        foreach (CallId call in _givenUp.Where(job => job.Value < asked).Select(job => job.Key).ToArray()) _givenUp.Remove(call);
        if (_givenUp.Count == 0) return view;
        return view with
        {
            Jobs = view.Jobs.ToDictionary(
                entry => entry.Key, entry => (IReadOnlyList<WorkerJob>)[.. entry.Value.Where(job => !_givenUp.ContainsKey(job.Id))]),
        };
    }

    private MinerReading? Last()
    {
        if (Loop?.State.Reading is not { } reading) return _last;
        _last = null;
        return reading;
    }

    /// <summary>
    /// The clock of the wall may have been put back since: then the answer would look newer than it is, or for hours as if it had just come.
    /// </summary>
    private static MinerView Dated(MinerReading reading, TimeProvider time)
    {
        DateTimeOffset steady = WallMoment.Of(reading.Stamp, time);
        return reading.View.At - steady > Tolerance ? reading.View with { At = steady } : reading.View;
    }

    private CredentialState Describe(CredentialKind kind)
    {
        (string name, string key) = (Token.Object.Name, Token.Key);
        return Reading!.State with
        {
            Kind = kind,
            Message = kind switch
            {
                CredentialKind.Valid => $"the miner takes the token of Secret {name}, and it has admin permission",
                CredentialKind.Rejected => $"the miner refuses the token that Secret {name} has under {key}: it is another miner's, or the miner's "
                    + "secret was changed; 'lotus-miner auth create-token --perm admin' makes a good one",
                CredentialKind.NotAdmin => $"the token that Secret {name} has under {key} has no admin permission; "
                    + "'lotus-miner auth create-token --perm admin' makes a good one",
                _ => Reading.State.Message,
            },
        };
    }
}
