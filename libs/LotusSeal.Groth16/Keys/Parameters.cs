using System.Buffers.Binary;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

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

    /// <summary>Writes a <c>.params</c> file.</summary>
    /// <param name="stream">Receives the bytes.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public void Write(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        VerifyingKey.Write(stream);
        foreach (IPointQuery<Fp> query in (IPointQuery<Fp>[])[H, L, A, B1]) WriteQuery<G1, Fp>(stream, query, cancellationToken);
        WriteQuery<G2, Fp2>(stream, B2, cancellationToken);
    }

    internal static void WriteQuery<TCurve, TField>(Stream stream, IPointQuery<TField> query, CancellationToken cancellationToken = default)
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
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(Batch, query.Count - start);
            query.Read(start, points.AsMemory(0, length));
            for (int i = 0; i < length; i++) PointFormat<TCurve, TField>.Write(points[i], bytes.AsSpan(i * size, size));
            stream.Write(bytes, 0, length * size);
        }
    }
}
