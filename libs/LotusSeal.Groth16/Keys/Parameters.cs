using System.Buffers.Binary;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Proving;

namespace LotusSeal.Groth16.Keys;

/// <summary>The key that proofs of a circuit are made with (porep.md 9.3, 9.4).</summary>
/// <param name="VerifyingKey">The key that they are verified with.</param>
/// <param name="H">Powers of τ times the vanishing polynomial, by δ.</param>
/// <param name="L">A point for each auxiliary variable.</param>
/// <param name="A">A point for each variable on the first side of some row: inputs, then auxiliary ones.</param>
/// <param name="B1">A point for each variable on the second side.</param>
/// <param name="B2">The same in the other group.</param>
public sealed record Parameters(
    VerifyingKey VerifyingKey, IPointQuery<Fp> H, IPointQuery<Fp> L, IPointQuery<Fp> A, IPointQuery<Fp> B1, IPointQuery<Fp2> B2)
{
    /// <summary>Points that are read, or written, at once.</summary>
    internal const int Batch = 1 << 16;

    /// <summary>Points of all queries.</summary>
    public long PointCount => (long)H.Count + L.Count + A.Count + B1.Count + B2.Count;

    /// <summary>Why these are not the parameters of a circuit of a size, or null when they can be.</summary>
    public string? MismatchWith(CircuitSize circuit) =>
        Mismatch("public inputs", VerifyingKey.Inputs.Count, circuit.Inputs) ?? Mismatch("H", H.Count, circuit.Rows - 1)
        ?? Mismatch("L", L.Count, circuit.Aux) ?? Mismatch("A", A.Count, circuit.Inputs + circuit.AuxInA)
        ?? Mismatch("B", B1.Count, 1 + circuit.AuxInB) ?? Mismatch("B", B2.Count, 1 + circuit.AuxInB);

    /// <summary>Writes a <c>.params</c> file.</summary>
    /// <param name="stream">Receives the bytes.</param>
    /// <param name="progress">Told how many points are written.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public void Write(Stream stream, IProgress<ProvingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        VerifyingKey.Write(stream);
        long done = 0;
        Write<G1, Fp>(H, "H");
        Write<G1, Fp>(L, "L");
        Write<G1, Fp>(A, "A");
        Write<G1, Fp>(B1, "B");
        Write<G2, Fp2>(B2, "B");

        void Write<TCurve, TField>(IPointQuery<TField> query, string name)
            where TCurve : struct, ICurve<TField>
            where TField : struct, IField<TField> => WriteQuery<TCurve, TField>(stream, query, points =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                done += points;
                progress?.Report(new ProvingProgress($"query {name}", done, PointCount));
            });
    }

    internal static void WriteQuery<TCurve, TField>(Stream stream, IPointQuery<TField> query, Action<int>? written = null)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        Span<byte> count = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, (uint)query.Count);
        stream.Write(count);
        int size = PointFormat<TCurve, TField>.Size;
        AffinePoint<TField>[] points = new AffinePoint<TField>[Math.Min(Batch, query.Count)];
        byte[] bytes = new byte[points.Length * size];
        for (int start = 0; start < query.Count; start += Batch)
        {
            int length = Math.Min(Batch, query.Count - start);
            query.Read(start, points.AsMemory(0, length));
            for (int i = 0; i < length; i++) PointFormat<TCurve, TField>.Write(points[i], bytes.AsSpan(i * size, size));
            stream.Write(bytes, 0, length * size);
            written?.Invoke(length);
        }
    }

    private static string? Mismatch(string query, int points, long values) =>
        points == values ? null : $"{query} of the parameters has {points} points, the circuit {values} values";
}
