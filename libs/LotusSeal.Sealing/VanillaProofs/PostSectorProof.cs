using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The vanilla proof of spacetime of one sector (post.md 4.3).</summary>
/// <param name="SectorNumber">Number of the sector.</param>
/// <param name="CommR">The sector's replica commitment.</param>
/// <param name="CommC">The half of it that the sealing fixed.</param>
/// <param name="CommRLast">Root of TreeRLast, the other half.</param>
/// <param name="Inclusions">One path in TreeRLast for each challenge, in their order.</param>
public sealed record PostSectorProof(ulong SectorNumber, CommR CommR, Digest CommC, Digest CommRLast, IReadOnlyList<MerklePath> Inclusions);
