using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Proving;

/// <summary>Adds up multiples of the points of a key's queries, part by part.</summary>
/// <param name="parameters">The key.</param>
/// <param name="backend">Adds up.</param>
/// <param name="room">What is computed in memory of the host is there.</param>
/// <param name="progress">Told after every part.</param>
/// <param name="cancellationToken">Stops between parts.</param>
internal sealed class QuerySummation(
    Parameters parameters, IProverBackend backend, ProvingRoom room, IProgress<ProvingProgress>? progress, CancellationToken cancellationToken)
{
    private long _done;

    /// <summary>Says what is done now.</summary>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public void Begin(string step)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new ProvingProgress(step, _done, parameters.PointCount));
    }

    /// <summary>The sum of all points of a query, each multiplied by its scalar.</summary>
    /// <param name="query">The points.</param>
    /// <param name="scalars">As many numbers.</param>
    /// <param name="name">The query's name.</param>
    public JacobianPoint<TField> Of<TField>(IPointQuery<TField> query, ScalarList scalars, string name)
        where TField : struct, IField<TField> =>
        OfParts(scalars.Count, name, (start, count) => backend.Sum(query, scalars, start, count, room, cancellationToken));

    /// <summary>The sum of all points of a query, each multiplied by its coefficient.</summary>
    /// <param name="query">The points.</param>
    /// <param name="quotient">As many coefficients.</param>
    /// <param name="name">The query's name.</param>
    public JacobianPoint<Fp> Of(IPointQuery<Fp> query, IQuotient quotient, string name) =>
        OfParts(query.Count, name, (start, count) => quotient.Sum(query, start, count, cancellationToken));

    private JacobianPoint<TField> OfParts<TField>(int points, string name, Func<int, int, JacobianPoint<TField>> sumOf)
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int start = 0, length; start < points; start += length)
        {
            length = Math.Min(backend.PartPoints, points - start);
            Begin($"sum {name}");
            sum += sumOf(start, length);
            _done += length;
        }

        return sum;
    }
}
