using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Groth16.Backends;

/// <summary>
/// Arrays for what a proof computes in memory of the host. They are made when they are first needed and used again, for every part and the next
/// proof: what is left to the collector would wait there, beside new ones. For one proof at a time.
/// </summary>
/// <param name="longest">Points of the longest query.</param>
public sealed class ProvingRoom(int longest)
{
    /// <summary>Points that are read at once: enough that buckets cost little beside them, few enough for 100 MB, 200 in the second group.</summary>
    private const int MostPoints = 1 << 20;

    private readonly int _part = Math.Min(MostPoints, longest);
    private Fr[]? _scalars;
    private Array? _points;
    private (Fr[] A, Fr[] B, Fr[] C) _rows = ([], [], []);

    /// <summary>Room for the numbers of a part.</summary>
    public Fr[] Scalars => _scalars ??= new Fr[_part];

    /// <summary>Room for the points of a part.</summary>
    /// <typeparam name="TField">The field of the coordinates.</typeparam>
    public AffinePoint<TField>[] Points<TField>()
        where TField : struct, IField<TField>
    {
        if (_points is AffinePoint<TField>[] room) return room;
        room = new AffinePoint<TField>[_part];
        _points = room;
        return room;
    }

    /// <summary>Room for the three sides of rows up to the next power of two; what was in it is anything.</summary>
    public (Fr[] A, Fr[] B, Fr[] C) RowsOf(int circuit) => Rows(Domain.Of(circuit).Size);

    /// <summary>Room for the three sides of so many rows; what was in it is anything.</summary>
    public (Fr[] A, Fr[] B, Fr[] C) Rows(long count)
    {
        // Clearing gigabytes would be for nothing.
        if (_rows.A.LongLength != count) _rows = (Room(), Room(), Room());
        return _rows;

        Fr[] Room() => GC.AllocateUninitializedArray<Fr>(checked((int)count));
    }
}
