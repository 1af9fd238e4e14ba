using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The roots that CommR stands for: of the columns, and of the replica (porep.md 6.5).</summary>
internal static class ReplicaRoots
{
    /// <summary>Whether both are field elements that hash to the commitment.</summary>
    public static bool HashTo(CommR commR, Digest commC, Digest commRLast) => Fr.IsCanonical(commC.Span) && Fr.IsCanonical(commRLast.Span)
        && PoseidonHasher.HashPair(commC, commRLast) == commR.Value;
}
