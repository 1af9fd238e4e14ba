using System.Buffers.Binary;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>Writes the parts of an aggregate, one after the other.</summary>
/// <param name="size">Bytes of all.</param>
internal sealed class AggregateWriter(int size)
{
    private readonly byte[] _bytes = new byte[size];
    private int _length;

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(sizeof(uint)), value);

    public void Write(in Fp12 value) => GtFormat.WriteCompressed(value, Next(GtFormat.CompressedSize));

    public void Write(in Fp12 left, in Fp12 right)
    {
        Write(left);
        Write(right);
    }

    public void Write(in Commitment value) => Write(value.T, value.U);

    public void Write(in Commitment left, in Commitment right)
    {
        Write(left);
        Write(right);
    }

    public void Write(in AffinePoint<Fp> point) => PointFormat<G1, Fp>.WriteCompressed(point, Next(PointFormat<G1, Fp>.CompressedSize));

    public void Write(in AffinePoint<Fp> left, in AffinePoint<Fp> right)
    {
        Write(left);
        Write(right);
    }

    public void Write(in AffinePoint<Fp2> point) => PointFormat<G2, Fp2>.WriteCompressed(point, Next(PointFormat<G2, Fp2>.CompressedSize));

    public void Write(in KeyPoint<Fp> points) => Write(points.Alpha, points.Beta);

    public void Write(in KeyPoint<Fp2> points)
    {
        Write(points.Alpha);
        Write(points.Beta);
    }

    /// <summary>All of them.</summary>
    public byte[] ToBytes() => _length == _bytes.Length ? _bytes
        : throw new InvalidOperationException($"{_length} bytes of {_bytes.Length} are written.");

    private Span<byte> Next(int count) => _bytes.AsSpan((_length += count) - count, count);
}
