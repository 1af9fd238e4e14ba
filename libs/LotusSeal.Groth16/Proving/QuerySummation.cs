using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Proving;

/// <summary>Adds up multiples of the points of a key's queries, part by part, so that of a file no more than a part is in memory.</summary>
/// <param name="parameters">The key.</param>
/// <param name="backend">Adds up.</param>
/// <param name="progress">Told after every part.</param>
/// <param name="cancellationToken">Stops between parts.</param>
internal sealed class QuerySummation(
    Parameters parameters, IProverBackend backend, IProgress<ProvingProgress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Points that are read at once: enough that buckets cost little beside them, few enough for 100 MB, 200 in the second group.</summary>
    private const int Room = 1 << 20;

    /// <summary>Used again for every part: what is left to the collector would wait there, beside the next one.</summary>
    private readonly Fr[] _scalars = new Fr[Math.Min(backend.PartPoints, LongestOf(parameters))];

    private Array? _points;
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
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        AffinePoint<TField>[] points = RoomFor<TField>();
        for (int start = 0, length; start < scalars.Count; start += length)
        {
            length = Math.Min(_scalars.Length, scalars.Count - start);
            Begin($"sum {name}");
            scalars.Read(start, _scalars.AsMemory(0, length), backend.Threads);
            sum += backend.Sum(query, start, _scalars.AsSpan(0, length), points, cancellationToken);
            _done += length;
        }

        return sum;
    }

    private static int LongestOf(Parameters parameters) =>
        new[] { parameters.H.Count, parameters.L.Count, parameters.A.Count, parameters.B1.Count, parameters.B2.Count }.Max();

    private AffinePoint<TField>[] RoomFor<TField>()
        where TField : struct, IField<TField>
    {
        if (_points is AffinePoint<TField>[] room) return room;
        room = new AffinePoint<TField>[Math.Min(Room, _scalars.Length)];
        _points = room;
        return room;
    }
}
