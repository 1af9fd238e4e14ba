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
public sealed record Parameters(VerifyingKey VerifyingKey, IReadOnlyList<AffinePoint<Fp>> H, IReadOnlyList<AffinePoint<Fp>> L,
    IReadOnlyList<AffinePoint<Fp>> A, IReadOnlyList<AffinePoint<Fp>> B1, IReadOnlyList<AffinePoint<Fp2>> B2)
{
    /// <summary>Writes a <c>.params</c> file.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        VerifyingKey.Write(stream);
        foreach (IReadOnlyList<AffinePoint<Fp>> query in (IReadOnlyList<AffinePoint<Fp>>[])[H, L, A, B1]) WriteQuery<G1, Fp>(stream, query);
        WriteQuery<G2, Fp2>(stream, B2);
    }

    internal static void WriteQuery<TCurve, TField>(Stream stream, IReadOnlyList<AffinePoint<TField>> points)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        Span<byte> count = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, (uint)points.Count);
        stream.Write(count);
        Span<byte> bytes = stackalloc byte[PointFormat<TCurve, TField>.Size];
        foreach (AffinePoint<TField> point in points)
        {
            PointFormat<TCurve, TField>.Write(point, bytes);
            stream.Write(bytes);
        }
    }
}
