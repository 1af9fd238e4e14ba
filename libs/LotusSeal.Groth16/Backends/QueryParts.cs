using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Backends;

/// <summary>Sums over a query by sums over points in memory.</summary>
public static class QueryParts
{
    /// <summary>Reads as many points as there is room for, adds up their multiples, and so on.</summary>
    /// <inheritdoc cref="IProverBackend.Sum{TField}(IPointQuery{TField}, ScalarList, int, int, ProvingRoom, CancellationToken)"/>
    /// <param name="backend">Adds up.</param>
    public static JacobianPoint<TField> SumOfParts<TField>(this IProverBackend backend, IPointQuery<TField> query, ScalarList scalars, int start,
        int count, ProvingRoom room, CancellationToken cancellationToken)
        where TField : struct, IField<TField>
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(scalars);
        ArgumentNullException.ThrowIfNull(room);
        Fr[] numbers = room.Scalars;
        AffinePoint<TField>[] points = room.Points<TField>();
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int begin = start, end = start + count, length; begin < end; begin += length)
        {
            length = Math.Min(points.Length, end - begin);
            scalars.Read(begin, numbers.AsMemory(0, length), backend.Threads);
            query.Read(begin, points.AsMemory(0, length));
            sum += backend.Sum(points.AsSpan(0, length), numbers.AsSpan(0, length), cancellationToken);
        }

        return sum;
    }
}
