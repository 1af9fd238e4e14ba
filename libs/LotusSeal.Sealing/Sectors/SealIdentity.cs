namespace LotusSeal.Sealing.Sectors;

/// <summary>Who owns the sector: what goes into a replica id besides ticket and CommD.</summary>
public sealed record SealIdentity(PoRepConfig Config, Digest ProverId, ulong SectorNumber);
