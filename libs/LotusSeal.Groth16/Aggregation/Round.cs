using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>What a prover sends before the rounds.</summary>
/// <param name="Pair">The commitment to A and B of all proofs.</param>
/// <param name="Single">The commitment to C.</param>
/// <param name="Product">The pairings of A with the weighted B.</param>
/// <param name="Sum">The weighted sum of C.</param>
internal sealed record Committed(Commitment Pair, Commitment Single, Fp12 Product, AffinePoint<Fp> Sum);

/// <summary>What a prover sends before a round halves its lists (snarkpack.md 6).</summary>
/// <param name="ProductLeft">The pairings of the upper half of A with the lower one of B.</param>
/// <param name="ProductRight">Those of the other halves.</param>
/// <param name="SumLeft">The upper half of C, weighted by the lower powers.</param>
/// <param name="SumRight">The lower half, weighted by the upper ones.</param>
/// <param name="PairLeft">The commitment to the halves of ProductLeft.</param>
/// <param name="PairRight">To those of ProductRight.</param>
/// <param name="SingleLeft">To the upper half of C.</param>
/// <param name="SingleRight">To the lower one.</param>
internal sealed record Round(
    Fp12 ProductLeft, Fp12 ProductRight, AffinePoint<Fp> SumLeft, AffinePoint<Fp> SumRight,
    Commitment PairLeft, Commitment PairRight, Commitment SingleLeft, Commitment SingleRight);

/// <summary>What is left of each list after the last round.</summary>
/// <param name="A">Of the first points of the proofs.</param>
/// <param name="B">Of the second ones.</param>
/// <param name="C">Of the third ones.</param>
/// <param name="V">Of the key in the second group.</param>
/// <param name="W">Of the key in the first group.</param>
internal sealed record Remainder(AffinePoint<Fp> A, AffinePoint<Fp2> B, AffinePoint<Fp> C, KeyPoint<Fp2> V, KeyPoint<Fp> W);
