using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>Takes the parts of an aggregate from its bytes, one after the other; points and values are of the groups of prime order.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct AggregateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count) throw new FormatException("an aggregate ends too early");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public Fp12 ReadGt() => GtFormat.ReadCompressed(Take(GtFormat.CompressedSize));

    public Commitment ReadCommitment() => new(ReadGt(), ReadGt());

    public AffinePoint<Fp> ReadG1() => ReadPoint<G1, Fp>();

    public AffinePoint<Fp2> ReadG2() => ReadPoint<G2, Fp2>();

    public KeyPoint<Fp> ReadPairOfG1() => new(ReadG1(), ReadG1());

    public KeyPoint<Fp2> ReadPairOfG2() => new(ReadG2(), ReadG2());

    private AffinePoint<TField> ReadPoint<TCurve, TField>()
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        AffinePoint<TField> point = PointFormat<TCurve, TField>.ReadCompressed(Take(PointFormat<TCurve, TField>.CompressedSize));
        return point.IsInfinity || TCurve.IsInGroup(point) ? point
            : throw new FormatException("a point of an aggregate is outside of the group of prime order");
    }
}
