using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Backends;

/// <summary>A quotient in memory of the host: in the room of the rows that it was made of.</summary>
internal sealed class HostQuotient : IQuotient
{
    private readonly IProverBackend _backend;
    private readonly ProvingRoom _room;

    private HostQuotient(IProverBackend backend, ProvingRoom room, ScalarList coefficients) =>
        (_backend, _room, Coefficients) = (backend, room, coefficients);

    /// <inheritdoc/>
    public ScalarList Coefficients { get; }

    /// <summary>Divides with a backend, which adds up multiples, too.</summary>
    public static HostQuotient Of(
        IProverBackend backend, Domain domain, CircuitRows rows, ProvingRoom room, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(room);
        cancellationToken.ThrowIfCancellationRequested();
        (Fr[] a, Fr[] b, Fr[] c) = room.Rows(domain.Size);
        rows.CopyTo(a, b, c, backend.Threads);
        Fr[] quotient = backend.Divide(domain, a, b, c, cancellationToken);
        return new HostQuotient(backend, room, ScalarList.Of(quotient.AsMemory(0, quotient.Length - 1)));
    }

    /// <inheritdoc/>
    public JacobianPoint<Fp> Sum(IPointQuery<Fp> query, int start, int count, CancellationToken cancellationToken = default) =>
        _backend.Sum(query, Coefficients, start, count, _room, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The room is whose it was.
    }
}
