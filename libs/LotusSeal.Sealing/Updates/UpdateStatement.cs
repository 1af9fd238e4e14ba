using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Updates;

/// <summary>What the proof of an update says to the chain.</summary>
/// <param name="OldCommR">CommR of the key.</param>
/// <param name="New">What the update has given the sector.</param>
public sealed record UpdateStatement(CommR OldCommR, SealCommitments New)
{
    /// <exception cref="SealingException">A commitment is all zero or no field element.</exception>
    internal void Check()
    {
        CommitmentChecks.Require(OldCommR.Value, "the old CommR");
        CommitmentChecks.Require(New.CommR.Value, "the new CommR");
        CommitmentChecks.Require(New.CommD.Value, "the new CommD");
    }
}
