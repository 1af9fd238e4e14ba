using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Backends;

/// <summary>A point with tables that make its multiples cheap. It may be used by several threads at once.</summary>
/// <typeparam name="TField">The field of the coordinates.</typeparam>
public interface IFixedBase<TField>
    where TField : struct, IField<TField>
{
    /// <summary>Many multiples.</summary>
    /// <param name="scalars">The numbers.</param>
    /// <param name="multiples">Receives as many points.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is room for more points than scalars, or fewer.</exception>
    void Multiply(ReadOnlySpan<Fr> scalars, Span<AffinePoint<TField>> multiples, CancellationToken cancellationToken = default);
}
