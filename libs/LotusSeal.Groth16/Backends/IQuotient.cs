using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Backends;

/// <summary>The coefficients of a quotient of polynomials, wherever they are, until they are disposed of.</summary>
public interface IQuotient : IDisposable
{
    /// <summary>The coefficients, where they are in memory of the host; null where they are on a device.</summary>
    ScalarList? Coefficients { get; }

    /// <summary>The sum of coefficient start + i · point start + i of a query.</summary>
    /// <param name="query">The points.</param>
    /// <param name="start">The first point.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FormatException">A file of parameters is damaged; the message names it.</exception>
    JacobianPoint<Fp> Sum(IPointQuery<Fp> query, int start, int count, CancellationToken cancellationToken = default);
}
