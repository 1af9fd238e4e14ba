using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>What a challenge is drawn from: a stream of SHA-256 with a label and what was written to it (snarkpack.md 2).</summary>
internal sealed class Transcript : IDisposable
{
    private const string Domain = "snarkpack-v1";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Transcript(string label) => _hash.AppendData(Encoding.ASCII.GetBytes(Domain + label));

    public Transcript Add(Fr value)
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        value.Write(bytes);
        return Append(bytes);
    }

    public Transcript Add(in AffinePoint<Fp> point) => AddPoint<G1, Fp>(point);

    public Transcript Add(in AffinePoint<Fp2> point) => AddPoint<G2, Fp2>(point);

    public Transcript Add(in KeyPoint<Fp> points) => Add(points.Alpha).Add(points.Beta);

    public Transcript Add(in KeyPoint<Fp2> points) => Add(points.Alpha).Add(points.Beta);

    public Transcript Add(in Fp12 value)
    {
        Span<byte> bytes = stackalloc byte[GtFormat.Size];
        GtFormat.Write(value, bytes);
        return Append(bytes);
    }

    public Transcript Add(in Commitment commitment) => Add(commitment.T).Add(commitment.U);

    public Transcript Add(Round round) => Add(round.ProductLeft).Add(round.ProductRight).Add(round.SumLeft).Add(round.SumRight)
        .Add(round.PairLeft).Add(round.PairRight).Add(round.SingleLeft).Add(round.SingleRight);

    /// <summary>Bytes with their number before them.</summary>
    public Transcript AddBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        return Append(length).Append(bytes);
    }

    /// <summary>Draws the challenge, and ends the transcript.</summary>
    /// <returns>Neither zero nor one.</returns>
    public Fr Challenge()
    {
        Span<byte> counter = stackalloc byte[sizeof(ulong)], digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (ulong attempt = 1; ; attempt++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(counter, attempt);
            _hash.AppendData(counter);
            _hash.GetCurrentHash(digest);
            digest[^1] &= 0x7f;
            if (!Fr.TryRead(digest, out Fr value) || value == Fr.Zero || value == Fr.One) continue;
            Dispose();
            return value;
        }
    }

    public void Dispose() => _hash.Dispose();

    private Transcript AddPoint<TCurve, TField>(in AffinePoint<TField> point)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        Span<byte> bytes = stackalloc byte[PointFormat<TCurve, TField>.CompressedSize];
        PointFormat<TCurve, TField>.WriteCompressed(point, bytes);
        return Append(bytes);
    }

    private Transcript Append(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        return this;
    }
}
