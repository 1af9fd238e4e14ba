namespace LotusSeal.Sealing.Sectors;

/// <summary>CommR and CommD of a sealed sector.</summary>
public readonly record struct SealCommitments(CommR CommR, CommD CommD);
