using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Sealing.Updates;

/// <summary>H' of an update: Poseidon of two elements under a tag of its own (porep.md 4.2, 10.3).</summary>
public static class UpdateHash
{
    private static readonly PoseidonHasher Hasher = new(2);

    /// <summary>The first state element: 2^40.</summary>
    public static Fr Tag { get; } = Fr.FromUInt64(1UL << 40);

    /// <summary>H'(left, right).</summary>
    public static Fr Compute(Fr left, Fr right) => Hasher.Hash([left, right], Tag);

    /// <summary>phi, which every factor of an update follows from: H'(new CommD, old CommR).</summary>
    public static Fr Phi(CommD newCommD, CommR oldCommR) => Compute(Fr.Read(newCommD.Span), Fr.Read(oldCommR.Span));
}
