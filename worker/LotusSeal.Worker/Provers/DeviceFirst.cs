using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Provers;

/// <summary>A device for proofs, while it is trusted, with a substitute for all calls that it does not compute or fails at.</summary>
/// <param name="trust">The device.</param>
/// <param name="substitute">Computes what the device does not: the next device, the processor, or nothing.</param>
/// <param name="processor">Makes the tables of fixed points.</param>
internal sealed class DeviceFirst(DeviceTrust trust, IProverBackend substitute, IProverBackend processor) : IProverBackend
{
    private IProverBackend Now => trust.IsRetired ? substitute : trust.Device;

    /// <inheritdoc/>
    public string Name => Now.Name;

    /// <inheritdoc/>
    public bool ComputesApart => Now.ComputesApart;

    /// <inheritdoc/>
    public int PartPoints => Now.PartPoints;

    /// <inheritdoc/>
    public int Threads => processor.Threads;

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        if (trust.TakePart(cancellationToken))
        {
            try
            {
                return trust.Device.Sum(points, scalars, cancellationToken);
            }
            catch (SealingBackendException exception) when (IsOfDevice(exception))
            {
                trust.Note(exception.Fault);
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
        if (trust.TakePart(cancellationToken))
        {
            try
            {
                return new GuardedQuotient(this, trust.Device.Quotient(domain, rows, room, cancellationToken), Substitute, room);
            }
            catch (SealingBackendException exception) when (IsOfDevice(exception))
            {
                trust.Note(exception.Fault);
            }
        }

        return new GuardedQuotient(this, Substitute(), again: null, room);

        IQuotient Substitute() => substitute.Quotient(domain, rows, room, cancellationToken);
    }

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => processor.OpenBase(point);

    /// <inheritdoc/>
    public void BeginProof()
    {
        trust.BeginProof();
        substitute.BeginProof();
    }

    /// <inheritdoc/>
    public bool Distrust() => trust.Distrust() || substitute.Distrust();

    /// <inheritdoc/>
    public void EndProof(bool inVain)
    {
        trust.EndProof(inVain);
        substitute.EndProof(inVain);
    }

    private T Try<T>(Func<IProverBackend, T> act, CancellationToken cancellationToken)
    {
        if (trust.TakePart(cancellationToken))
        {
            try
            {
                return act(trust.Device);
            }
            catch (SealingBackendException exception) when (IsOfDevice(exception))
            {
                trust.Note(exception.Fault);
            }
        }

        return act(substitute);
    }

    private bool IsOfDevice(SealingBackendException exception) => exception.Fault.Device == trust.Device.Name;

    private JacobianPoint<Fp>? TrySum(
        IQuotient quotient, IPointQuery<Fp> query, int start, int count, CancellationToken cancellationToken)
    {
        if (trust.IsRetired) return null;
        try
        {
            return quotient.Sum(query, start, count, cancellationToken);
        }
        catch (SealingBackendException exception) when (IsOfDevice(exception))
        {
            trust.Note(exception.Fault);
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
