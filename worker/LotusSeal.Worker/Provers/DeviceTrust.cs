using LotusSeal.Groth16.Backends;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// Whether a device for proofs is to be believed. One that answers known questions wrongly, fails, or had a part in a proof that does not hold, but
/// does without it, is retired: left alone from then on. Where only its memory was short, it is left alone for a while.
/// </summary>
/// <param name="device">Computes while it can be trusted.</param>
/// <param name="processor">Knows the answers.</param>
/// <param name="clock">Tells when a device whose memory was short is used again.</param>
/// <param name="warning">Told of each failure.</param>
/// <param name="next">Names what computes instead.</param>
/// <param name="retired">Told the reason when it is retired.</param>
internal sealed class DeviceTrust(
    IProverBackend device, IProverBackend processor, TimeProvider clock, Action<string> warning, Func<string> next, Action<string>? retired = null)
{
    /// <summary>How long a device is left alone whose memory was short: to find that out again costs seconds.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private bool _asked, _suspect, _distrusted, _closed;
    private long? _pausedAt;
    private volatile bool _retired;
    private volatile BackendFault? _fault;

    /// <summary>The device.</summary>
    public IProverBackend Device => device;

    /// <summary>Whether it is left alone, unless a proof turns out not to hold whatever computes it.</summary>
    public bool IsRetired => _retired;

    /// <summary>Its last failure, or null.</summary>
    public BackendFault? Fault => _fault;

    /// <summary>Whether the device computes the next call; it is suspected then if the proof does not hold.</summary>
    public bool TakePart(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_retired)
            {
                GiveBack();
                return false;
            }

            if (_pausedAt is { } paused && clock.GetElapsedTime(paused) < Pause) return false;
            if (!_asked) Ask(cancellationToken);
            bool trusted = _asked && !_retired;
            // Also when it fails now: what it was given may have been overwritten.
            _suspect |= trusted;
            return trusted;
        }
    }

    /// <summary>Another proof is begun: what the device had a part in before says nothing of it.</summary>
    public void BeginProof()
    {
        lock (_gate) _suspect = false;
    }

    /// <summary>A proof does not hold: a device that had a part in it is left alone, and retired if the proof holds without it.</summary>
    /// <returns>Whether it had.</returns>
    public bool Distrust()
    {
        lock (_gate)
        {
            if (!_suspect) return false;
            _suspect = false;
            if (!_retired)
            {
                _distrusted = true;
                Leave("a proof that it had a part in does not hold");
            }

            return true;
        }
    }

    /// <summary>The proof is over.</summary>
    /// <param name="inVain">It does not hold without the device either: parameters that are damaged make every device look wrong.</param>
    public void EndProof(bool inVain)
    {
        lock (_gate)
        {
            if (!_distrusted) return;
            _distrusted = false;
            if (!inVain)
            {
                retired?.Invoke(_fault!.Reason);
                return;
            }

            (_fault, _retired, _closed) = (null, false, false);
            warning($"{device.Name} is used again: the proof does not hold without it either");
        }
    }

    /// <summary>Leaves the device alone: somebody saw it fail beside the work. A proof that it had a part in is verified as ever.</summary>
    /// <param name="reason">What was seen.</param>
    public void Condemn(string reason)
    {
        lock (_gate)
        {
            // Nothing acquits it then.
            if (_distrusted) _retired = _distrusted = false;
            Retire(reason);
        }
    }

    /// <summary>Takes a failure of a call.</summary>
    public void Note(BackendFault fault)
    {
        lock (_gate)
        {
            if (_retired) return;
            if (fault.Remedy == FaultRemedy.Retire)
            {
                Retire(fault.Reason);
                return;
            }

            if (fault.Remedy == FaultRemedy.Elsewhere)
            {
                if (_fault != fault) warning($"{device.Name}: {fault.Reason}; {next()} computes it");
                _fault = fault;
                return;
            }

            (_fault, _pausedAt) = (fault, clock.GetTimestamp());
            warning($"{fault}; {next()} computes instead for the next {Pause.TotalSeconds:0} s");
        }
    }

    private void Ask(CancellationToken cancellationToken)
    {
        try
        {
            if (ProverAnswers.FindFault(device, processor, cancellationToken) is { } wrong)
                Retire($"{wrong} differs from what the processor computes");
            _asked = true;
        }
        catch (SealingBackendException exception)
        {
            Note(exception.Fault);
        }
    }

    /// <summary>What the device holds is of use to others; nobody works on it any more, since one proof is made at a time.</summary>
    private void GiveBack()
    {
        if (_closed) return;
        _closed = true;
        (device as IDisposable)?.Dispose();
    }

    private void Retire(string reason)
    {
        if (_retired) return;
        Leave(reason);
        retired?.Invoke(reason);
    }

    private void Leave(string reason)
    {
        BackendFault fault = new(BackendStage.Proof, device.Name, FaultRemedy.Retire, reason);
        (_fault, _retired) = (fault, true);
        warning($"{fault}. {device.Name} is retired; {next()} computes instead");
    }
}
