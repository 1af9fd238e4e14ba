using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
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

    /// <summary>The factors of an update.</summary>
    /// <param name="rules">The rules of the sector's shape.</param>
    /// <param name="newCommD">CommD of the new data.</param>
    /// <param name="oldCommR">CommR of the key.</param>
    public static UpdateFactors Factors(UpdateRules rules, CommD newCommD, CommR oldCommR)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Fr phi = Phi(newCommD, oldCommR);
        Fr[] factors = new Fr[1 << rules.ChosenFactorBits];
        for (int i = 0; i < factors.Length; i++) factors[i] = Compute(phi, Fr.FromUInt64((ulong)i));
        return new UpdateFactors(factors, rules.NodesLog2 - rules.ChosenFactorBits);
    }
}
