using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>The lists of a prover, which every round halves until one of each is left (snarkpack.md 6).</summary>
/// <param name="a">The first points of the proofs.</param>
/// <param name="b">The second ones, weighted.</param>
/// <param name="c">The third ones.</param>
/// <param name="powers">Their weights.</param>
/// <param name="v">The key in the second group.</param>
/// <param name="w">The key in the first group, without the weights of b.</param>
internal sealed class Halving(
    AffinePoint<Fp>[] a, AffinePoint<Fp2>[] b, AffinePoint<Fp>[] c, Fr[] powers, KeyPoints<Fp2> v, KeyPoints<Fp> w)
{
    /// <summary>What was sent.</summary>
    public Round[] Rounds { get; } = new Round[int.Log2(a.Length)];

    /// <summary>The number of each round.</summary>
    public Fr[] Numbers { get; } = new Fr[int.Log2(a.Length)];

    /// <summary>Their inverses, which is what is drawn.</summary>
    public Fr[] Inverses { get; } = new Fr[int.Log2(a.Length)];

    /// <summary>What is left.</summary>
    public Remainder Remainder => new(a[0], b[0], c[0], v.At(0), w.At(0));

    /// <summary>Halves until one is left.</summary>
    public void Run(AggregationVersion version, Fr previous, CancellationToken cancellation)
    {
        for (int i = 0; i < Rounds.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Rounds[i] = Send();
            previous = Inverses[i] = Draws.Inverse(version, i, previous, Rounds[i]);
            Numbers[i] = previous.Inverse();
            Fold(Numbers[i], Inverses[i]);
        }
    }

    private Round Send()
    {
        int half = a.Length / 2;
        KeyPoints<Fp2> vLow = v[..half], vHigh = v[half..];
        return new Round(
            Vectors.Product(a.High(), b.Low()), Vectors.Product(a.Low(), b.High()),
            MultiScalar.Sum<Fp>(c.High(), powers.Low()).ToAffine(), MultiScalar.Sum<Fp>(c.Low(), powers.High()).ToAffine(),
            Commitment.Pair(vLow, w[half..], a.High(), b.Low()), Commitment.Pair(vHigh, w[..half], a.Low(), b.High()),
            Commitment.Single(vLow, c.High()), Commitment.Single(vHigh, c.Low()));
    }

    private void Fold(Fr number, Fr inverse)
    {
        a = Vectors.Fold(a, number);
        b = Vectors.Fold(b, inverse);
        c = Vectors.Fold(c, number);
        powers = Vectors.Fold(powers, inverse);
        v = v.Folded(inverse);
        w = w.Folded(number);
    }
}
