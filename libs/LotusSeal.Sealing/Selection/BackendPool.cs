using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Selection;

/// <summary>
/// Chooses the backend of each phase: the first candidate that offers its grains, gave the known answers and has no fault. Thread-safe.
/// </summary>
public sealed class BackendPool
{
    private readonly IReadOnlyList<SealingBackend> _candidates;
    private readonly Action<string>? _warning;
    private readonly Lock _gate = new();

    /// <summary>Tested candidates; those with a fault to retire are left alone until the process ends, the others are tested again.</summary>
    private readonly Dictionary<SealingBackend, BackendFault?> _tested = [];

    /// <summary>Takes the candidates; each is tested before its first use.</summary>
    /// <param name="candidates">The preferred one first.</param>
    /// <param name="warning">Told once of each candidate that is not used or retired.</param>
    public BackendPool(IReadOnlyList<SealingBackend> candidates, Action<string>? warning = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0) throw new ArgumentException("At least one backend is needed.", nameof(candidates));
        (_candidates, _warning) = (candidates, warning);
    }

    /// <summary>
    /// A candidate was retired. Raised on a thread of its own, so that whoever hears it may ask anything; what was retired before is in
    /// <see cref="Selection"/>.
    /// </summary>
    public event Action? Changed;

    /// <summary>Every candidate, used or not, the preferred one first.</summary>
    public IReadOnlyList<SealingBackend> Candidates => _candidates;

    /// <summary>The choice of this moment. Reading it tests nothing anew: metrics ask often.</summary>
    public BackendSelection Selection
    {
        get
        {
            lock (_gate)
            {
                Dictionary<SealingPhase, SealingBackend?> chosen =
                    Enum.GetValues<SealingPhase>().ToDictionary(phase => phase, phase => FindUsable(phase, testAgain: false));
                SealingBackend[] used = [.. chosen.Values.OfType<SealingBackend>().Distinct()];
                return new BackendSelection(chosen.ToDictionary(phase => phase.Key, phase => phase.Value?.Name ?? BackendSelection.None),
                    [.. used.SelectMany(backend => backend.InstructionSets).Distinct()],
                    [.. used.SelectMany(backend => backend.Handicaps).Distinct()],
                    [.. _tested.Values.OfType<BackendFault>().Where(fault => fault.Remedy == FaultRemedy.Retire)]);
            }
        }
    }

    /// <summary>The backend for work that starts now.</summary>
    /// <exception cref="SealingBackendException">Every backend that could do it is retired; the fault of the last one.</exception>
    public SealingBackend For(SealingPhase phase)
    {
        lock (_gate)
        {
            if (FindUsable(phase, testAgain: true) is { } backend) return backend;
            SealingBackend? last = _candidates.LastOrDefault(candidate => Serves(candidate, phase));
            throw last is null ? new InvalidOperationException($"No backend does {phase}.") : new SealingBackendException(_tested[last]!);
        }
    }

    /// <summary>Notes a fault that ended work of <paramref name="backend"/>.</summary>
    /// <returns>True when the backend is retired and another one can do the phase.</returns>
    public bool Report(SealingPhase phase, SealingBackend backend, BackendFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Remedy != FaultRemedy.Retire) return false;
        lock (_gate)
        {
            bool isNew = _tested.GetValueOrDefault(backend)?.Remedy != FaultRemedy.Retire;
            if (isNew) Note(backend, fault);
            SealingBackend? next = FindUsable(phase, testAgain: true);
            if (isNew)
            {
                _warning?.Invoke($"{fault}. {backend.Name} is retired until the process is started again; {phase} goes on with "
                    + $"{next?.Name ?? "no backend: it fails from now on"}.");
            }
            return next is not null;
        }
    }

    private static bool Serves(SealingBackend backend, SealingPhase phase) => phase switch
    {
        SealingPhase.Pieces => backend.Hashes is not null,
        SealingPhase.PreCommit2 => backend.Replicas is not null || backend.StepProcess is not null,
        SealingPhase.Update => backend.Updates is not null || backend.StepProcess is not null,
        SealingPhase.Commit1 => backend is { Graph: not null, Hashes: not null },
        _ => backend is { Graph: not null, Labels: not null, Hashes: not null },
    };

    private void Note(SealingBackend backend, BackendFault? fault)
    {
        _tested[backend] = fault;
        if (fault?.Remedy == FaultRemedy.Retire && Changed is { } changed) ThreadPool.QueueUserWorkItem(_ => changed());
    }

    private SealingBackend? FindUsable(SealingPhase phase, bool testAgain) =>
        _candidates.FirstOrDefault(backend => Serves(backend, phase) && IsUsable(backend, testAgain));

    /// <param name="backend">A candidate.</param>
    /// <param name="testAgain">Whether one that was short of something in its test gets another.</param>
    private bool IsUsable(SealingBackend backend, bool testAgain)
    {
        if (_tested.TryGetValue(backend, out BackendFault? known) && !(testAgain && known?.Remedy == FaultRemedy.Retry)) return known is null;
        BackendFault? fault = KnownAnswers.FindFault(backend);
        Note(backend, fault);
        if (fault is not null && fault != known) _warning?.Invoke($"{fault}. {backend.Name} is not used.");
        return fault is null;
    }
}
