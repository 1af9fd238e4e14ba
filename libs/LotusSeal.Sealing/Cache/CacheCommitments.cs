using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Cache;

/// <summary>What p_aux says about a replica (porep.md 5.3).</summary>
/// <param name="CommC">Root of TreeC, which the sealing fixed.</param>
/// <param name="CommRLast">Root of TreeRLast.</param>
internal sealed record CacheCommitments(Digest CommC, Digest CommRLast)
{
    /// <summary>What both lead to.</summary>
    public CommR CommR { get; } = new(PoseidonHasher.HashPair(CommC, CommRLast));

    /// <summary>Reads and checks p_aux.</summary>
    /// <exception cref="SealingException">The file is missing, has another length than 64, or holds no commitments.</exception>
    public static CacheCommitments Read(string cacheDirectory)
    {
        string path = Path.Combine(cacheDirectory, SectorFileNames.PersistentAux);
        (Digest commC, Digest commRLast) = AuxiliaryFiles.ReadPersistentAux(cacheDirectory);
        CommitmentChecks.Require(commC, $"{path}: comm_c");
        CommitmentChecks.Require(commRLast, $"{path}: comm_r_last");
        return new CacheCommitments(commC, commRLast);
    }
}
