using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Proving;

/// <summary>Adds up multiples of the points of a key's queries, part by part, so that of a file no more than a part is in memory.</summary>
/// <param name="parameters">The key.</param>
/// <param name="progress">Told after every part.</param>
/// <param name="cancellationToken">Stops between parts.</param>
internal sealed class QuerySummation(Parameters parameters, IProgress<ProvingProgress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Points of a part: enough that the buckets of a sum cost little beside them, few enough for 26 MB.</summary>
    private const int Part = 1 << 18;

    private readonly long _total = (long)parameters.H.Count + parameters.L.Count + parameters.A.Count + parameters.B1.Count + parameters.B2.Count;
    private long _done;

    /// <summary>Says what is done now.</summary>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public void Begin(string step)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new ProvingProgress(step, _done, _total));
    }

    /// <summary>Refuses a key of another circuit.</summary>
    /// <exception cref="ArgumentException">A query has another number of points than the circuit has values; the message says which.</exception>
    public void Require(Assignment circuit)
    {
        RequireCount(parameters.VerifyingKey.Inputs.Count, circuit.Inputs.Count, "of public inputs");
        RequireCount(parameters.H.Count, Domain.Of(circuit.RowCount).Size - 1, "H");
        RequireCount(parameters.L.Count, circuit.Aux.Count, "L");
        RequireCount(parameters.A.Count, circuit.Inputs.Count + circuit.CountInA, "A");
        RequireCount(parameters.B1.Count, 1 + circuit.CountInB, "B");
        RequireCount(parameters.B2.Count, 1 + circuit.CountInB, "B");
    }

    /// <summary>The sum of all points of a query, each multiplied by its scalar.</summary>
    /// <param name="query">The points.</param>
    /// <param name="scalars">As many numbers.</param>
    /// <param name="name">The query's name.</param>
    public JacobianPoint<TField> Of<TField>(IPointQuery<TField> query, IEnumerable<Fr> scalars, string name)
        where TField : struct, IField<TField>
    {
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        AffinePoint<TField>[] points = new AffinePoint<TField>[Math.Min(Part, query.Count)];
        int start = 0;
        foreach (Fr[] part in scalars.Chunk(Part))
        {
            Begin($"sum {name}");
            query.Read(start, points.AsMemory(0, part.Length));
            sum += MultiScalar.Sum<TField>(points.AsSpan(0, part.Length), part);
            start += part.Length;
            _done += part.Length;
        }

        return sum;
    }

    private static void RequireCount(int points, long values, string query)
    {
        if (points != values) throw new ArgumentException($"Query {query} of the parameters has {points} points, the circuit {values} values.");
    }
}
