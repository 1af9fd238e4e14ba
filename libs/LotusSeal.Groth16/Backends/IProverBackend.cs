using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Backends;

/// <summary>
/// The heavy arithmetic of Groth16: sums of multiples of points, transforms, multiples of a generator. All backends give the same values; the managed
/// one is what the others are compared with. Calls use many threads themselves, and may be made by several threads at once.
/// </summary>
/// <remarks>Every call ends with <see cref="OperationCanceledException"/> a second or so after its token is cancelled.</remarks>
public interface IProverBackend
{
    /// <summary>A short name for logs.</summary>
    string Name { get; }

    /// <summary>Threads of the processor that a call uses at most; what a prover does between calls uses as many.</summary>
    int Threads => Environment.ProcessorCount;

    /// <summary>The sum of scalars[i] · points[i].</summary>
    /// <param name="points">Points of the curve; infinity, and the same point several times, may be among them.</param>
    /// <param name="scalars">As many numbers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <typeparam name="TField">The field of the coordinates: <see cref="Fp"/> or <see cref="Fp2"/>.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There are more points than scalars, or fewer.</exception>
    JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>;

    /// <summary>Whether it computes on a device: the processor has little to do meanwhile.</summary>
    bool ComputesApart => false;

    /// <summary>Points of a query that are worth one sum: progress is told, and it can be stopped, between such parts.</summary>
    int PartPoints => 1 << 20;

    /// <summary>The sum of scalars[start + i] · point start + i of a query. A backend may keep the points for the next proof.</summary>
    /// <param name="query">The points.</param>
    /// <param name="scalars">As many numbers as the query has points.</param>
    /// <param name="start">The first point.</param>
    /// <param name="count">How many.</param>
    /// <param name="room">What is computed in memory of the host is there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <typeparam name="TField">The field of the coordinates: <see cref="Fp"/> or <see cref="Fp2"/>.</typeparam>
    /// <exception cref="FormatException">A file of parameters is damaged; the message names it.</exception>
    JacobianPoint<TField> Sum<TField>(IPointQuery<TField> query, ScalarList scalars, int start, int count, ProvingRoom room,
        CancellationToken cancellationToken = default)
        where TField : struct, IField<TField> =>
        this.SumOfParts(query, scalars, start, count, room, cancellationToken);

    /// <summary>From values at the powers of the domain's root to coefficients.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="values">The values; they are overwritten.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The coefficients, in the same array or a new one.</returns>
    Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default);

    /// <summary>
    /// The coefficients of (a·b - c) / (x^m - 1), without the last, which is 0, of polynomials that are given by their values (porep.md 9.5).
    /// </summary>
    /// <param name="domain">The domain.</param>
    /// <param name="a">The first factor; overwritten.</param>
    /// <param name="b">The second factor; overwritten.</param>
    /// <param name="c">What is taken away; overwritten.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One of the arrays, which has the result.</returns>
    Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default);

    /// <summary>The coefficients of (a·b - c) / (x^m - 1), without the last, for the rows of a circuit, which stay as they are.</summary>
    /// <param name="domain">The domain: as many powers as rows at least.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="room">What is computed in memory of the host is there, until the quotient is disposed of.</param>
    /// <param name="cancellationToken">Stops it.</param>
    IQuotient Quotient(Domain domain, CircuitRows rows, ProvingRoom room, CancellationToken cancellationToken = default) =>
        HostQuotient.Of(this, domain, rows, room, cancellationToken);

    /// <summary>Makes the tables of a point for many multiples of it.</summary>
    IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField>;

    /// <summary>Says that a proof is begun, which all calls belong to until the next one.</summary>
    void BeginProof() { }

    /// <summary>Says that the proof that was begun does not hold: whatever in it may compute wrongly is left alone from now on.</summary>
    /// <returns>Whether something else computes from now on, so that it is worth another try.</returns>
    bool Distrust() => false;

    /// <summary>Says that nobody works at the proof any more.</summary>
    /// <param name="inVain">It did not hold whatever computed it: that says nothing of what was distrusted for it.</param>
    void EndProof(bool inVain) { }
}
