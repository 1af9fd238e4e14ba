using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Sectors;

/// <summary>What every commitment must be (porep.md 6.5).</summary>
internal static class CommitmentChecks
{
    /// <exception cref="SealingException">All zero, or not below the field's order.</exception>
    public static void Require(Digest commitment, string name)
    {
        if (commitment.IsZero) throw new SealingException($"{name} is all zero.");
        if (!Fr.IsCanonical(commitment.Span)) throw new SealingException($"{name} {commitment} is not a canonical field element.");
    }

    public static void Require(SealCommitments commitments)
    {
        Require(commitments.CommR.Value, "CommR");
        Require(commitments.CommD.Value, "CommD");
    }
}
