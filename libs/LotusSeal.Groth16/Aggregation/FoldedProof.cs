using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>The commitments of an aggregate after all rounds, as a verifier computes them from what was sent (snarkpack.md 9).</summary>
internal sealed class FoldedProof
{
    /// <param name="proof">The aggregate.</param>
    /// <param name="include">What it is bound to.</param>
    /// <param name="version">How challenges are drawn.</param>
    public FoldedProof(AggregateProof proof, ReadOnlySpan<byte> include, AggregationVersion version)
    {
        Committed committed = proof.Committed;
        Fr commitments = Draws.OfCommitments(committed.Pair, committed.Single);
        Weight = Draws.Weight(commitments, include);
        Fr previous = Draws.Start(commitments, committed.Product, committed.Sum, Weight);
        Numbers = new Fr[proof.Rounds.Length];
        Inverses = new Fr[Numbers.Length];
        for (int i = 0; i < Numbers.Length; i++)
        {
            previous = Inverses[i] = Draws.Inverse(version, i, previous, proof.Rounds[i]);
            Numbers[i] = previous.Inverse();
        }

        Opening = Draws.Opening(version, Numbers[^1], proof.Remainder, proof.Rounds[^1]);
        (Pair, Single, Product) = (committed.Pair, committed.Single, committed.Product);
        JacobianPoint<Fp> sum = JacobianPoint<Fp>.Of(committed.Sum);
        for (int i = 0; i < Numbers.Length; i++)
        {
            (Fr x, Fr y, Round round) = (Numbers[i], Inverses[i], proof.Rounds[i]);
            Pair *= round.PairLeft.Power(x) * round.PairRight.Power(y);
            Single *= round.SingleLeft.Power(x) * round.SingleRight.Power(y);
            Product *= Vectors.Power(round.ProductLeft, x) * Vectors.Power(round.ProductRight, y);
            sum = sum + JacobianPoint<Fp>.Of(round.SumLeft).Multiply(x) + JacobianPoint<Fp>.Of(round.SumRight).Multiply(y);
        }

        Sum = sum.ToAffine();
    }

    /// <summary>What the proofs are weighted by powers of.</summary>
    public Fr Weight { get; }

    /// <summary>The number of each round.</summary>
    public Fr[] Numbers { get; }

    /// <summary>Their inverses.</summary>
    public Fr[] Inverses { get; }

    /// <summary>Where the polynomials of the key are opened.</summary>
    public Fr Opening { get; }

    /// <summary>The commitment to A and B.</summary>
    public Commitment Pair { get; }

    /// <summary>The commitment to C.</summary>
    public Commitment Single { get; }

    /// <summary>The pairing of A and B.</summary>
    public Fp12 Product { get; }

    /// <summary>The weighted sum of C.</summary>
    public AffinePoint<Fp> Sum { get; }
}
