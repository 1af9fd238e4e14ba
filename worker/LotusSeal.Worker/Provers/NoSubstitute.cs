using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Worker.Provers;

/// <summary>Stands behind the last device where one is required: what it is asked for is the failure of that device.</summary>
/// <param name="why">What became of the devices.</param>
/// <param name="processor">Makes the tables of fixed points.</param>
internal sealed class NoSubstitute(Func<BackendFault> why, IProverBackend processor) : IProverBackend
{
    /// <inheritdoc/>
    public string Name => BackendSelection.None;

    /// <inheritdoc/>
    public int Threads => processor.Threads;

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField> => throw Failed();

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(IPointQuery<TField> query, ScalarList scalars, int start, int count, ProvingRoom room,
        CancellationToken cancellationToken = default)
        where TField : struct, IField<TField> => throw Failed();

    /// <inheritdoc/>
    public IQuotient Quotient(Domain domain, CircuitRows rows, ProvingRoom room, CancellationToken cancellationToken = default) => throw Failed();

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default) => throw Failed();

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default) => throw Failed();

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => processor.OpenBase(point);

    private SealingBackendException Failed()
    {
        BackendFault fault = why();
        return new SealingBackendException(fault with { Reason = $"{fault.Reason}; a GPU is required, so the processor does not compute instead" });
    }
}
