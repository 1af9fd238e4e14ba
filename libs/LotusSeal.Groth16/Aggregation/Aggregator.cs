using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>Makes one proof of many of the same circuit (snarkpack.md 5 to 7). Nothing is random: the same proofs give the same aggregate.</summary>
public static class Aggregator
{
    /// <summary>Aggregates proofs.</summary>
    /// <param name="key">The key for their number.</param>
    /// <param name="proofs">The proofs, as many as the key is for.</param>
    /// <param name="include">What the aggregate shall be bound to.</param>
    /// <param name="version">How challenges are drawn.</param>
    /// <param name="cancellation">Given up between the rounds.</param>
    public static AggregateProof Aggregate(
        AggregationKey key, IReadOnlyList<Proof> proofs, ReadOnlySpan<byte> include, AggregationVersion version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(proofs);
        int count = proofs.Count;
        if (count != key.Count) throw new ArgumentException($"The key is for {key.Count} proofs, not {count}.", nameof(proofs));
        AffinePoint<Fp>[] a = [.. proofs.Select(proof => proof.A)], c = [.. proofs.Select(proof => proof.C)];
        AffinePoint<Fp2>[] b = [.. proofs.Select(proof => proof.B)];
        KeyPoints<Fp2> v = key.Second[..count];
        KeyPoints<Fp> w = key.First[count..];
        Commitment pair = Commitment.Pair(v, w, a, b), single = Commitment.Single(v, c);
        Fr commitments = Draws.OfCommitments(pair, single), weight = Draws.Weight(commitments, include);
        cancellation.ThrowIfCancellationRequested();
        Fr[] powers = Domain.Powers(Fr.One, weight, count);
        AffinePoint<Fp2>[] weighted = Vectors.Scale(b, powers);
        Fp12 product = Vectors.Product(a, weighted);
        AffinePoint<Fp> sum = MultiScalar.Sum<Fp>(c, powers).ToAffine();
        Halving halving = new(a, weighted, c, powers, v, w.Scaled(Domain.Powers(Fr.One, weight.Inverse(), count)));
        halving.Run(version, Draws.Start(commitments, product, sum, weight), cancellation);
        Fr at = Draws.Opening(version, halving.Numbers[^1], halving.Remainder, halving.Rounds[^1]);
        Fr[] ofV = KeyPolynomials.Expand(halving.Inverses, Fr.One), ofW = KeyPolynomials.Expand(halving.Numbers, weight.Inverse());
        return new AggregateProof(
            new Committed(pair, single, product, sum), halving.Rounds, halving.Remainder,
            key.Second.Sum(KeyPolynomials.Quotient(ofV, at)), key.First.Sum(KeyPolynomials.Quotient([.. new Fr[count], .. ofW], at)));
    }
}
