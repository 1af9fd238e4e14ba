using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>The challenges of an aggregation, which prover and verifier draw from the same (snarkpack.md 5 and 6).</summary>
internal static class Draws
{
    /// <summary>From both commitments to the proofs.</summary>
    public static Fr OfCommitments(in Commitment pair, in Commitment single) => new Transcript("hcom").Add(pair).Add(single).Challenge();

    /// <summary>What the proofs are weighted by powers of.</summary>
    public static Fr Weight(Fr commitments, ReadOnlySpan<byte> include) => new Transcript("random-r").Add(commitments).AddBytes(include).Challenge();

    /// <summary>What the first round is drawn from.</summary>
    public static Fr Start(Fr commitments, in Fp12 product, in AffinePoint<Fp> sum, Fr weight) =>
        new Transcript("gipa-0").Add(commitments).Add(product).Add(sum).Add(weight).Challenge();

    /// <summary>The inverse of a round's number.</summary>
    /// <param name="version">Under version 1 that of the first round is what it would be drawn from.</param>
    /// <param name="index">Which round.</param>
    /// <param name="previous">The inverse of the round before, or the start.</param>
    /// <param name="round">What was sent.</param>
    public static Fr Inverse(AggregationVersion version, int index, Fr previous, Round round) =>
        version == AggregationVersion.V1 && index == 0 ? previous : new Transcript($"gipa-{index}").Add(previous).Add(round).Challenge();

    /// <summary>Where the polynomials of the key are opened.</summary>
    /// <param name="version">Version 2 draws from all that is left, by way of a link to the last round.</param>
    /// <param name="last">The number of the last round.</param>
    /// <param name="remainder">What is left of the lists.</param>
    /// <param name="round">The last round.</param>
    public static Fr Opening(AggregationVersion version, Fr last, Remainder remainder, Round round)
    {
        if (version == AggregationVersion.V1) return new Transcript("random-z").Add(last).Add(remainder.V).Add(remainder.W).Challenge();
        Fr link = new Transcript("gipa-extra-link").Add(last).Add(remainder.A).Add(remainder.B).Add(remainder.C).Add(round).Challenge();
        return new Transcript("random-z").Add(link).Add(remainder.V).Add(remainder.W).Add(remainder.A).Add(remainder.B).Add(remainder.C).Challenge();
    }
}
