using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Updates;

/// <summary>The vanilla proof of one partition of an update (porep.md 10.3).</summary>
/// <param name="CommC">The half of both CommRs that the sealing fixed.</param>
/// <param name="ApexLeaves">The nodes of TreeD's apex row that stand above the partition's part of the data.</param>
/// <param name="Challenges">One for each challenge, in their order.</param>
public sealed record UpdatePartitionProof(Digest CommC, IReadOnlyList<Digest> ApexLeaves, IReadOnlyList<UpdateChallengeProof> Challenges);

/// <summary>One node before and after an update.</summary>
/// <param name="OldReplica">Its path in the key's TreeRLast.</param>
/// <param name="Data">The path of its data in TreeD.</param>
/// <param name="NewReplica">Its path in the update's TreeRLast.</param>
public sealed record UpdateChallengeProof(MerklePath OldReplica, MerklePath Data, MerklePath NewReplica);
