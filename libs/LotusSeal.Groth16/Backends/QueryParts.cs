using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Backends;

/// <summary>Sums over a query by sums over points in memory.</summary>
public static class QueryParts
{
    /// <summary>Reads as many points as there is room for, adds up their multiples, and so on.</summary>
    /// <inheritdoc cref="IProverBackend.Sum{TField}(IPointQuery{TField}, int, ReadOnlySpan{Fr}, AffinePoint{TField}[], CancellationToken)"/>
    /// <param name="backend">Adds up.</param>
    public static JacobianPoint<TField> SumOfParts<TField>(this IProverBackend backend, IPointQuery<TField> query, int start,
        ReadOnlySpan<Fr> scalars, AffinePoint<TField>[] room, CancellationToken cancellationToken)
        where TField : struct, IField<TField>
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(room);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int begin = 0, length; begin < scalars.Length; begin += length)
        {
            length = Math.Min(room.Length, scalars.Length - begin);
            query.Read(start + begin, room.AsMemory(0, length));
            sum += backend.Sum(room.AsSpan(0, length), scalars.Slice(begin, length), cancellationToken);
        }

        return sum;
    }
}
