using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// A device for proofs with a substitute. A device that answers known questions wrongly, fails, or had a part in a proof that does not hold is left
/// alone until the process ends, and that is said; where only its memory was short, just that call is the substitute's.
/// </summary>
/// <param name="device">Computes while it can be trusted.</param>
/// <param name="substitute">Computes what the device does not: the next device, or the processor.</param>
/// <param name="processor">Knows the answers.</param>
/// <param name="clock">Tells when a device whose memory was short is used again.</param>
/// <param name="warning">Told of each failure.</param>
internal sealed class DeviceFirst(
    IProverBackend device, IProverBackend substitute, IProverBackend processor, TimeProvider clock, Action<string> warning) : IProverBackend
{
    /// <summary>How long a device is left alone whose memory was short: to find that out again costs seconds.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private bool _asked, _suspect, _closed;
    private long? _pausedAt;
    private volatile bool _retired;

    /// <inheritdoc/>
    public string Name => _retired ? substitute.Name : device.Name;

    /// <inheritdoc/>
    public bool ComputesApart => !_retired || substitute.ComputesApart;

    /// <inheritdoc/>
    public int PartPoints => _retired ? substitute.PartPoints : device.PartPoints;

    /// <inheritdoc/>
    public int Threads => processor.Threads;

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        if (IsTrusted(cancellationToken))
        {
            try
            {
                return device.Sum(points, scalars, cancellationToken);
            }
            catch (SealingBackendException exception) when (exception.Fault.Device == device.Name)
            {
                Note(exception.Fault);
            }
        }

        return substitute.Sum(points, scalars, cancellationToken);
    }

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(IPointQuery<TField> query, ScalarList scalars, int start, int count, ProvingRoom room,
        CancellationToken cancellationToken = default)
        where TField : struct, IField<TField> =>
        Try(backend => backend.Sum(query, scalars, start, count, room, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default) =>
        Try(backend => backend.Interpolate(domain, values, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default) =>
        Try(backend => backend.Divide(domain, a, b, c, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IQuotient Quotient(Domain domain, CircuitRows rows, ProvingRoom room, CancellationToken cancellationToken = default)
    {
        if (IsTrusted(cancellationToken))
        {
            try
            {
                return new GuardedQuotient(this, device.Quotient(domain, rows, room, cancellationToken), Substitute, room);
            }
            catch (SealingBackendException exception) when (exception.Fault.Device == device.Name)
            {
                Note(exception.Fault);
            }
        }

        return new GuardedQuotient(this, Substitute(), again: null, room);

        IQuotient Substitute() => substitute.Quotient(domain, rows, room, cancellationToken);
    }

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => processor.OpenBase(point);

    /// <inheritdoc/>
    public bool Distrust()
    {
        lock (_gate)
        {
            if (_suspect)
            {
                _suspect = false;
                Retire("a proof that it had a part in does not hold");
                return true;
            }
        }

        return substitute.Distrust();
    }

    /// <summary>Leaves the device alone: somebody saw it fail beside the work. A proof that it had a part in is verified as ever.</summary>
    /// <param name="reason">What was seen.</param>
    public void Condemn(string reason)
    {
        lock (_gate) Retire(reason);
    }

    private T Try<T>(Func<IProverBackend, T> act, CancellationToken cancellationToken)
    {
        if (IsTrusted(cancellationToken))
        {
            try
            {
                return act(device);
            }
            catch (SealingBackendException exception) when (exception.Fault.Device == device.Name)
            {
                Note(exception.Fault);
            }
        }

        return act(substitute);
    }

    private bool IsTrusted(CancellationToken cancellationToken)
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

    private void Note(BackendFault fault)
    {
        lock (_gate)
        {
            if (_retired) return;
            if (fault.Remedy == FaultRemedy.Retire) Retire(fault.Reason);
            else
            {
                _pausedAt = clock.GetTimestamp();
                warning($"{fault}; {substitute.Name} computes instead for the next {Pause.TotalSeconds:0} s");
            }
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
        _retired = true;
        BackendFault fault = new(BackendStage.Proof, device.Name, FaultRemedy.Retire, reason);
        warning($"{fault}. {device.Name} is retired until the process is started again; {substitute.Name} computes instead");
    }

    private JacobianPoint<Fp>? TrySum(
        IQuotient quotient, IPointQuery<Fp> query, int start, int count, CancellationToken cancellationToken)
    {
        if (_retired) return null;
        try
        {
            return quotient.Sum(query, start, count, cancellationToken);
        }
        catch (SealingBackendException exception) when (exception.Fault.Device == device.Name)
        {
            Note(exception.Fault);
            return null;
        }
    }

    /// <summary>A quotient that the substitute makes again when the device is lost that has it.</summary>
    /// <param name="owner">The device and its substitute.</param>
    /// <param name="first">What one of them made.</param>
    /// <param name="again">Makes the substitute's; null where it is that.</param>
    /// <param name="room">What is computed in memory of the host is there.</param>
    private sealed class GuardedQuotient(DeviceFirst owner, IQuotient first, Func<IQuotient>? again, ProvingRoom room) : IQuotient
    {
        private IQuotient _inner = first;
        private Func<IQuotient>? _again = again;

        public ScalarList? Coefficients => _inner.Coefficients;

        public JacobianPoint<Fp> Sum(IPointQuery<Fp> query, int start, int count, CancellationToken cancellationToken = default)
        {
            if (_again is not null && Coefficients is null)
            {
                if (owner.TrySum(_inner, query, start, count, cancellationToken) is { } sum) return sum;
                _inner.Dispose();
                (_inner, _again) = (_again(), null);
            }

            // Where the device had no memory for the quotient, it may have some for sums.
            return Coefficients is { } coefficients
                ? owner.Sum(query, coefficients, start, count, room, cancellationToken)
                : _inner.Sum(query, start, count, cancellationToken);
        }

        public void Dispose() => _inner.Dispose();
    }
}
