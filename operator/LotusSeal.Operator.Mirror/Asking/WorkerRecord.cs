namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>What is kept of one pod. Who uses it has its turn.</summary>
/// <param name="client">Asks it.</param>
/// <param name="time">The time.</param>
internal sealed class WorkerRecord(WorkerPeer client, TimeProvider time) : IAsyncDisposable
{
    private QuietCall? _call;
    private string? _callProblem;
    private bool _hasEnded, _isClosed;
    private volatile SaidCalls? _said;

    public WorkerPeer Client => client;

    public QuietWatch Quiet { get; } = new(time);

    public CallWatch Calls { get; } = new(time);

    /// <summary>Held while the worker is asked or told something.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Why it did not answer the last time; null when it did.</summary>
    public string? Problem { get; set; }

    /// <summary>Its calls as it named them last; null when it did not. Read without a turn.</summary>
    public SaidCalls? Said
    {
        get => _said;
        set => _said = value;
    }

    /// <summary>When somebody asked about it last, steady time.</summary>
    public long AskedAt { get; set; } = time.GetTimestamp();

    /// <summary>When its call was lost, steady time; null when it was not.</summary>
    public long? LostAt { get; private set; }

    /// <summary>The process that its last call was made to.</summary>
    public Guid? CalledSession { get; private set; }

    /// <summary>Whether its call may still run.</summary>
    public bool IsWaiting => _call is not null && !Volatile.Read(ref _hasEnded);

    /// <summary>Begins its call; the one before has ended.</summary>
    public async Task BeginAsync(Guid session, WorkersOptions options)
    {
        await EndCallAsync();
        if (_isClosed) return;
        (LostAt, CalledSession, _callProblem, _hasEnded) = (null, session, null, false);
        _call = new QuietCall(client.Worker, session, options, OnEnded);
    }

    /// <summary>Why its last call ended without an answer; told once.</summary>
    public string? TakeCallProblem() => Interlocked.Exchange(ref _callProblem, null);

    /// <summary>Nobody wants to know any more.</summary>
    public async Task EndCallAsync()
    {
        QuietCall? call = _call;
        _call = null;
        if (call is not null) await call.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Turn.WaitAsync();
        try
        {
            _isClosed = true;
            await EndCallAsync();
            await client.DisposeAsync();
        }
        finally
        {
            Turn.Release();
        }
    }

    private void OnEnded(QuietCall call, string? problem)
    {
        if (problem is null) Quiet.Returned();
        else LostAt = time.GetTimestamp();
        Volatile.Write(ref _callProblem, problem);
        Volatile.Write(ref _hasEnded, true);
    }
}
