using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// A device for proofs, with the processor as its substitute. A device that answers known questions wrongly, fails, or had a part in a proof that does
/// not hold is left alone until the process ends, and that is said; where only its memory was short, just that call is the processor's.
/// </summary>
/// <param name="device">Computes while it can be trusted.</param>
/// <param name="processor">Computes what the device does not.</param>
/// <param name="warning">Told of each failure.</param>
internal sealed class DeviceFirst(IProverBackend device, IProverBackend processor, Action<string> warning) : IProverBackend
{
    private readonly Lock _gate = new();
    private bool _asked, _suspect;
    private volatile bool _retired;

    /// <inheritdoc/>
    public string Name => _retired ? processor.Name : device.Name;

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
            catch (SealingBackendException exception)
            {
                Note(exception.Fault);
            }
        }

        return processor.Sum(points, scalars, cancellationToken);
    }

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default) =>
        Try(backend => backend.Interpolate(domain, values, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default) =>
        Try(backend => backend.Divide(domain, a, b, c, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => processor.OpenBase(point);

    /// <inheritdoc/>
    public bool Distrust()
    {
        lock (_gate)
        {
            if (!_suspect) return false;
            _suspect = false;
            if (!_retired) Retire(new BackendFault(BackendStage.Proof, device.Name, FaultRemedy.Retire, "a proof that it had a part in does not hold"));
            return true;
        }
    }

    private T Try<T>(Func<IProverBackend, T> act, CancellationToken cancellationToken)
    {
        if (IsTrusted(cancellationToken))
        {
            try
            {
                return act(device);
            }
            catch (SealingBackendException exception)
            {
                Note(exception.Fault);
            }
        }

        return act(processor);
    }

    private bool IsTrusted(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_asked) Ask(cancellationToken);
            // Also when it fails now: what it was given may have been overwritten.
            _suspect |= !_retired;
            return !_retired;
        }
    }

    private void Ask(CancellationToken cancellationToken)
    {
        try
        {
            if (ProverAnswers.FindFault(device, processor, cancellationToken) is { } wrong)
                Retire(new BackendFault(BackendStage.Proof, device.Name, FaultRemedy.Retire, $"{wrong} differs from what the processor computes"));
        }
        catch (SealingBackendException exception)
        {
            Retire(exception.Fault);
        }

        _asked = true;
    }

    private void Note(BackendFault fault)
    {
        lock (_gate)
        {
            if (_retired) return;
            if (fault.Remedy == FaultRemedy.Retire) Retire(fault);
            else warning($"{fault}; {processor.Name} computes it instead");
        }
    }

    private void Retire(BackendFault fault)
    {
        _retired = true;
        warning($"{fault}; it is not used any more, {processor.Name} computes instead");
    }
}
