namespace LotusSeal.Proving.Spacetime;

/// <summary>What a proof of spacetime says of a sector: that the replica of this commitment is stored.</summary>
/// <param name="Sector">Number of the sector.</param>
/// <param name="CommR">Commitment to its replica; of an updated sector that of the new one.</param>
public readonly record struct ReplicaClaim(ulong Sector, CommR CommR);
